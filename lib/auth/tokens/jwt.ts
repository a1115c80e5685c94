// Machine: a clone need not edit this file.
import { base64url, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { type Failure, failure } from '../../contract/errors'
import { isLowSignature, lowSignature } from './es256'
import type { KeyRing, NamedKey } from './keys'

/** Signs a JWT of one kind. */
export async function signJwt(
  payload: JWTPayload,
  typ: string,
  { kid, alg, key }: NamedKey,
): Promise<string> {
  const token = await new SignJWT(payload).setProtectedHeader({ typ, alg, kid }).sign(key)
  if (alg !== 'ES256') return token
  const dot = token.lastIndexOf('.') + 1
  return token.slice(0, dot) + lowSignature(token.slice(dot))
}

/** What a kind of token is known by. */
export type Expected = { typ: string; issuer: string; audience: string; keys: KeyRing }

/**
 * Verifies a JWT of one kind: spelling, key, algorithm, signature, `typ`, issuer, audience and time
 * (RFC 8725 section 3, ASVS v5.0.0-9.1.1 to 9.2.3). Its caller checks all other claims.
 *
 * The key is one of ours that `kid` names, and it brings its algorithm: a token chooses neither
 * (no `none`, no public key taken for a secret). `jwk`, `jku`, `x5u` and `x5c` are never looked at.
 *
 * `exp` counts to the second, with no leeway: it is this app's own clock that wrote it.
 *
 * @param now in milliseconds.
 * @returns `session-expired` for a token that is good but for its time, which none but ours is.
 */
export async function verifyJwt(
  token: string,
  { typ, issuer, audience, keys }: Expected,
  now: number,
): Promise<{ ok: true; payload: JWTPayload } | Failure<'invalid-token' | 'session-expired'>> {
  const key = keyFor(token, keys)
  if (!key) {
    await verifyNothing(keys)
    return failure('invalid-token')
  }
  try {
    const { payload } = await jwtVerify(token, key.key, {
      algorithms: [key.alg],
      issuer,
      audience,
      typ,
      requiredClaims: ['exp', 'iat'],
      currentDate: new Date(now),
    })
    return { ok: true, payload }
  } catch (error) {
    return failure(error instanceof errors.JWTExpired ? 'session-expired' : 'invalid-token')
  }
}

/** The key that may verify a token, if its form is ours. */
function keyFor(token: string, { verifying }: KeyRing): NamedKey | undefined {
  if (!isCompactJwt(token)) return undefined
  const [head = '', payload = '', signature = ''] = token.split('.')
  const header = readPart(head)
  if (!header || !readPart(payload)) return undefined
  // No extension is understood here, and so none is ignored (RFC 7515 section 4.1.11, RFC 7797).
  if ('crit' in header || 'b64' in header) return undefined
  const key = typeof header.kid === 'string' ? verifying.get(header.kid) : undefined
  // As jose does once more: here it is refused in the same way, and the same time, as all else.
  if (key?.alg !== header.alg) return undefined
  if (key?.alg === 'ES256' && !isLowSignature(signature)) return undefined
  return key
}

/** Takes as long as a wrong signature, so that the time shows no step (ASVS v5.0.0-11.2.5). */
async function verifyNothing({ signing, verifying }: KeyRing): Promise<void> {
  const { key, alg } = verifying.get(signing.kid) ?? signing
  const { modulusLength = 512 } = key.algorithm as { modulusLength?: number }
  const head = base64url.encode(JSON.stringify({ alg }))
  const signature = 'Q'.repeat(Math.ceil((alg === 'HS256' ? 256 : modulusLength) / 6))
  await jwtVerify(`${head}.e30.${signature}`, key).catch(() => undefined)
}

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
  // No byte or two are written in one character; jose throws at such an end.
  if (!/^[A-Za-z0-9_-]+$/.test(part) || part.length % 4 === 1) return false
  return base64url.encode(base64url.decode(part)) === part
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
