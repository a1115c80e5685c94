/**
 * The one reader of header values. HTTP's optional whitespace is SP and HTAB and nothing else (RFC
 * 9110 section 5.6.3, RFC 6265 section 5.2). `trim()` and `\s` also take U+00A0, which is what the
 * byte A0 of a header becomes: a sibling host may set a cookie named `\xA0__Host-x`, which browsers
 * do not hold to the rules of the prefix, and the trimmed name would be ours.
 */

const isOws = (char: string | undefined) => char === ' ' || char === '\t'

/** A value without the whitespace around it. Linear: `/[ \t]+$/` is not, on a row of blanks. */
export function stripOws(value: string): string {
  let start = 0
  let end = value.length
  while (isOws(value[start])) start += 1
  while (end > start && isOws(value[end - 1])) end -= 1
  return value.slice(start, end)
}

/** The members of a list (RFC 9110 section 5.6.1) or of a `Cookie` header. */
export function membersOf(value: string | null, separator: ',' | ';' = ','): string[] {
  return (value ?? '').split(separator).map(stripOws)
}
