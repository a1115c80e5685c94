import { base64url, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { type Failure, failure } from '../../contract/errors'
import { isLowSignature, lowSignature } from './es256'
import type { KeyRing, NamedKey } from './keys'
import { isCompactJwt, readPart } from './token-format'

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
 * (RFC 8725 section 3, ASVS v5.0.0-9.1.1 to 9.2.3). Which claims there have to be, and of what type,
 * its caller says.
 *
 * The key is one of ours that `kid` names, and it brings its algorithm: a token chooses neither
 * (no `none`, no public key taken for a secret). `jwk`, `jku`, `x5u` and `x5c` are never looked at.
 *
 * `exp` counts to the second, with no leeway: it is this app's own clock that wrote it.
 *
 * @param now in milliseconds.
 * @returns `session-expired` for a token that is good but for its time: only its rightful maker
 *   can get that answer.
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

/**
 * Takes as long as a wrong signature does: the time of a refusal does not tell at which step a token
 * failed (ASVS v5.0.0-11.2.5).
 */
async function verifyNothing({ signing, verifying }: KeyRing): Promise<void> {
  const { key, alg } = verifying.get(signing.kid) ?? signing
  const { modulusLength = 512 } = key.algorithm as { modulusLength?: number }
  const head = base64url.encode(JSON.stringify({ alg }))
  const signature = 'Q'.repeat(Math.ceil((alg === 'HS256' ? 256 : modulusLength) / 6))
  await jwtVerify(`${head}.e30.${signature}`, key).catch(() => undefined)
}
