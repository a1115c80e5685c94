import { errors, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import type { Config } from '../config'
import { type Failure, failure } from './errors'
import { deriveKeys } from './keys'
import { isCompactJwt } from './token-format'

const TYP = 'rt+jwt'
const ALG = 'HS256'

/** `gen` is the generation, `jti` proves it; `iat` and `exp` (seconds) are the session row's own. */
const claims = z.strictObject({
  iss: z.string(),
  aud: z.string(),
  sid: z.string().min(1),
  gen: z.int().nonnegative(),
  jti: z.string().min(1),
  iat: z.int(),
  exp: z.int(),
})

export type RefreshTokenClaims = z.infer<typeof claims>

type Settings = Pick<Config, 'secret' | 'issuer'>

/** An audience of its own: an access token is never a refresh token, nor the reverse. */
const audienceOf = (settings: Settings) => `${settings.issuer}/api/auth/refresh`

/**
 * Makes the refresh token of one generation of a session. Deterministic: the same row gives the
 * same token, byte for byte, so a lost answer can be given again though no token is stored.
 *
 * @param session.jti `HMAC(session.salt, generation)`, see `generationProof`.
 * @param session.issuedAt and session.expiresAt in milliseconds, from the session row.
 */
export async function makeRefreshToken(
  settings: Settings,
  session: { id: string; generation: number; jti: string; issuedAt: number; expiresAt: number },
): Promise<string> {
  const { refreshToken } = await deriveKeys(settings.secret)
  const payload: RefreshTokenClaims = {
    iss: settings.issuer,
    aud: audienceOf(settings),
    sid: session.id,
    gen: session.generation,
    jti: session.jti,
    iat: Math.floor(session.issuedAt / 1000),
    exp: Math.floor(session.expiresAt / 1000),
  }
  return new SignJWT(payload)
    .setProtectedHeader({ typ: TYP, alg: ALG, kid: refreshToken.kid })
    .sign(refreshToken.key)
}

/**
 * Verifies a refresh token as far as that goes without the database: signature, kind and expiry.
 * The edge uses it to turn away what is forged or expired; whether the session lives, only the
 * session row says.
 *
 * @param now in milliseconds.
 */
export async function verifyRefreshToken(
  settings: Settings,
  token: string,
  now: number,
): Promise<
  { ok: true; claims: RefreshTokenClaims } | Failure<'invalid-token' | 'session-expired'>
> {
  if (!isCompactJwt(token)) return failure('invalid-token')
  const { refreshToken } = await deriveKeys(settings.secret)
  try {
    const { payload, protectedHeader } = await jwtVerify(token, refreshToken.key, {
      algorithms: [ALG],
      issuer: settings.issuer,
      audience: audienceOf(settings),
      typ: TYP,
      requiredClaims: ['exp', 'iat'],
      currentDate: new Date(now),
    })
    if (protectedHeader.kid !== refreshToken.kid) return failure('invalid-token')
    const parsed = claims.safeParse(payload)
    return parsed.success ? { ok: true, claims: parsed.data } : failure('invalid-token')
  } catch (error) {
    return failure(error instanceof errors.JWTExpired ? 'session-expired' : 'invalid-token')
  }
}
