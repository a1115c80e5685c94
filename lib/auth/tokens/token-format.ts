import { base64url } from 'jose'

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const MAX_LENGTH = 4096

/**
 * The gate before any JWT library: exactly three canonical base64url parts and nothing else.
 *
 * jose accepts padding, inner blanks and changed spare bits, so one token has many spellings.
 * Whatever compares, counts or denies tokens by their text can be walked around with a second
 * spelling; here there is one (RFC 7515 section 2, RFC 8725bis section 3.14).
 */
export function isCompactJwt(token: string): boolean {
  if (token.length > MAX_LENGTH) return false
  const parts = token.split('.')
  return parts.length === 3 && parts.every(isCanonicalBase64url)
}

function isCanonicalBase64url(part: string): boolean {
  if (!/^[A-Za-z0-9_-]+$/.test(part)) return false
  const last = BASE64URL.indexOf(part.charAt(part.length - 1))
  switch (part.length % 4) {
    case 0:
      return true
    // One byte in two characters leaves four spare bits, two bytes in three leave two: all zero.
    case 2:
      return last % 16 === 0
    case 3:
      return last % 4 === 0
    default:
      return false
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * The JSON object in a header or a payload, unverified, or null unless it is spelled as JSON writes
 * it: no member twice, no blanks, no other way to write a number or a letter.
 *
 * Of two members with one name one parser takes the first and another the last, so that a proxy and
 * the app would read two tokens in one (RFC 7519 section 4, RFC 8725 section 2.4).
 */
export function readPart(part: string): Record<string, unknown> | null {
  try {
    const text = utf8.decode(base64url.decode(part))
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject && JSON.stringify(value) === text ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
