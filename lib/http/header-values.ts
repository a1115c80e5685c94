// Machine: a clone need not edit this file.
import type { Device } from '../auth/request-context'
import { addressOf } from '../auth/sessions/ip-address'
import type { Config } from '../config/config'
import { REPORTS_PATH } from './content-security-policy'

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

const MAX_USER_AGENT = 512

/**
 * Where a request comes from, as far as that can be believed. Of `X-Forwarded-For` only the
 * entries that our own proxies and this server's socket appended count, from the right: anything
 * further left the client wrote itself (ASVS v5.0.0-15.3.4). `incoming.ts` appends the socket.
 *
 * Where the server is reached around its proxies, the entry that counts is the caller's own text:
 * an address or nothing is taken from it.
 */
export function deviceOf(
  headers: Pick<Headers, 'get'>,
  { trustedProxies }: Pick<Config, 'trustedProxies'>,
): Device {
  const entry = membersOf(headers.get('x-forwarded-for')).at(-1 - trustedProxies)
  return {
    userAgent: headers.get('user-agent')?.slice(0, MAX_USER_AGENT) ?? null,
    ip: entry ? addressOf(entry) : null,
  }
}

/**
 * The longest body that is read, in bytes. A browser collects its reports for a minute and sends them
 * together, each with the whole policy.
 */
export const maxBody = (path: string): number => (path === REPORTS_PATH ? 64 : 16) * 1024

/** Is there a body, by what the headers say (RFC 9112 section 6)? */
export function hasBody(headers: Headers): boolean {
  return headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) > 0
}

/** Does the declared length alone say too much? */
export function isTooLarge(contentLength: string | null | undefined, path: string): boolean {
  return Number(contentLength ?? 0) > maxBody(path)
}
