import { base64url, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import type { Config } from '../config'
import { type Failure, failure } from './errors'
import { deriveKeys } from './keys'
import { isCompactJwt } from './token-format'

const TYP = 'at+jwt'
const ALG = 'HS256'
/** The one client there is: this app's own pages (RFC 9068 section 2.2 requires the claim). */
const CLIENT_ID = 'hallpass-web'

/**
 * The payload of an access token: RFC 9068 plus the session (`sid`) and the generation of the
 * refresh token it was issued with (`gen`). Times are seconds since 1970. Nothing personal and no
 * roles are in here: whoever holds the token can read it.
 */
const claims = z.strictObject({
  iss: z.string(),
  aud: z.string(),
  sub: z.string().min(1),
  client_id: z.literal(CLIENT_ID),
  sid: z.string().min(1),
  gen: z.int().nonnegative(),
  iat: z.int(),
  exp: z.int(),
  jti: z.string().min(1),
})

export type AccessTokenClaims = z.infer<typeof claims>

type Settings = Pick<Config, 'secret' | 'issuer' | 'audience'>

/**
 * Signs an access token.
 *
 * @param subject.expiresAt when the session ends at the latest, in milliseconds: no token claims
 *   to outlive it.
 * @param now in milliseconds.
 * @returns the compact JWT and its lifetime in seconds.
 */
export async function signAccessToken(
  settings: Settings & Pick<Config, 'accessTokenTtl'>,
  subject: { userId: string; sessionId: string; generation: number; expiresAt: number },
  now: number,
): Promise<{ token: string; expiresIn: number }> {
  const { accessToken } = await deriveKeys(settings.secret)
  const iat = Math.floor(now / 1000)
  const exp = Math.min(iat + settings.accessTokenTtl, Math.floor(subject.expiresAt / 1000))
  const payload: AccessTokenClaims = {
    iss: settings.issuer,
    aud: settings.audience,
    sub: subject.userId,
    client_id: CLIENT_ID,
    sid: subject.sessionId,
    gen: subject.generation,
    iat,
    exp,
    jti: base64url.encode(crypto.getRandomValues(new Uint8Array(16))),
  }
  const token = await new SignJWT(payload)
    .setProtectedHeader({ typ: TYP, alg: ALG, kid: accessToken.kid })
    .sign(accessToken.key)
  return { token, expiresIn: exp - iat }
}

/**
 * Verifies an access token: format, key, algorithm, issuer, audience, `typ`, expiry and the exact
 * claims (RFC 8725, RFC 9068 section 4, ASVS v5.0.0-9.1.1 to 9.2.4). Says nothing about the
 * session behind it; `readSession` does.
 *
 * One code for everything that can be wrong: a bad token learns nothing (ASVS v5.0.0-11.2.5).
 *
 * @param now in milliseconds.
 */
export async function verifyAccessToken(
  settings: Settings,
  token: string,
  now: number,
): Promise<{ ok: true; claims: AccessTokenClaims } | Failure<'invalid-token'>> {
  if (!isCompactJwt(token)) return failure('invalid-token')
  const { accessToken } = await deriveKeys(settings.secret)
  try {
    const { payload, protectedHeader } = await jwtVerify(token, accessToken.key, {
      algorithms: [ALG],
      issuer: settings.issuer,
      audience: settings.audience,
      typ: TYP,
      requiredClaims: ['exp', 'iat', 'sub'],
      currentDate: new Date(now),
    })
    if (protectedHeader.kid !== accessToken.kid) return failure('invalid-token')
    const parsed = claims.safeParse(payload)
    return parsed.success ? { ok: true, claims: parsed.data } : failure('invalid-token')
  } catch {
    return failure('invalid-token')
  }
}
