// Machine: a clone need not edit this file.
import { base64url } from 'jose'
import { z } from 'zod'
import { CLIENT_ID } from '../../brand'
import type { Config } from '../../config/config'
import { type Failure, failure } from '../../contract/errors'
import { type CustomClaims, REGISTERED_CLAIMS } from '../account/public-user'
import { ACCESS_TOKEN_TYP } from '../labels'
import { isCompactJwt, signJwt, verifyJwt } from './jwt'
import { type KeySettings, keysOf } from './keys'

/** How far ahead the clock of the machine that signed may be, in seconds. */
export const CLOCK_SKEW = 60

/**
 * The payload of an access token: RFC 9068 plus the session (`sid`) and the generation of the
 * refresh token it was issued with (`gen`). Times are seconds since 1970. Nothing personal and no
 * roles are in here: its holder can read it. Claims of a clone's own
 * (`../account/public-user.ts`) are left out of what verifying gives, so no guard can decide by them.
 */
const claims = z.object({
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

type Settings = KeySettings & Pick<Config, 'issuer' | 'audience' | 'accessTokenTtl'>

export type RefusedToken = Failure<'invalid-token'> & { expired?: true }

/** Who and what an access token is for. */
export type Subject = {
  userId: string
  sessionId: string
  generation: number
  /** When the session ends at the latest, in milliseconds: no token claims to outlive it. */
  expiresAt: number
  /** From `accessTokenClaims`. */
  custom?: CustomClaims
}

/**
 * Signs an access token.
 *
 * @param now in milliseconds.
 * @returns the compact JWT and its lifetime in seconds.
 * @throws Error where custom claims take a registered name, or make a token too long to be taken.
 */
export async function signAccessToken(
  settings: Settings,
  { userId, sessionId, generation, expiresAt, custom = {} }: Subject,
  now: number,
): Promise<{ token: string; expiresIn: number }> {
  const taken = REGISTERED_CLAIMS.find((name) => Object.hasOwn(custom, name))
  if (taken) throw new Error(`accessTokenClaims returns "${taken}", which is not its to say`)
  const { accessToken } = await keysOf(settings)
  const iat = Math.floor(now / 1000)
  const exp = Math.min(iat + settings.accessTokenTtl, Math.floor(expiresAt / 1000))
  const registered: AccessTokenClaims = {
    iss: settings.issuer,
    aud: settings.audience,
    sub: userId,
    client_id: CLIENT_ID,
    sid: sessionId,
    gen: generation,
    iat,
    exp,
    jti: base64url.encode(crypto.getRandomValues(new Uint8Array(16))),
  }
  const token = await signJwt({ ...custom, ...registered }, ACCESS_TOKEN_TYP, accessToken.signing)
  if (!isCompactJwt(token)) throw new Error('accessTokenClaims returns more than a token can carry')
  return { token, expiresIn: exp - iat }
}

/**
 * Verifies an access token: all of `verifyJwt` and the claims (RFC 9068 section 4, ASVS
 * v5.0.0-9.1.1 to 9.2.4). Says nothing about the session behind it; `readSession` does.
 *
 * One code for everything that can be wrong: a bad token learns nothing (ASVS v5.0.0-11.2.5).
 *
 * @param now in milliseconds.
 * @returns `expired` where the token is good but for its time: for the log, never for the answer.
 */
export async function verifyAccessToken(
  settings: Settings,
  token: string,
  now: number,
): Promise<{ ok: true; claims: AccessTokenClaims } | RefusedToken> {
  const { accessToken: keys } = await keysOf(settings)
  const { issuer, audience } = settings
  const expected = { typ: ACCESS_TOKEN_TYP, issuer, audience, keys }
  const verified = await verifyJwt(token, expected, now)
  const parsed = verified.ok ? claims.safeParse(verified.payload) : undefined
  if (parsed?.success && isShortLived(parsed.data, settings, now)) {
    return { ok: true, claims: parsed.data }
  }
  const expired = !verified.ok && verified.code === 'session-expired'
  return { ...failure('invalid-token'), ...(expired && { expired }) }
}

/**
 * Does it live no longer than the setting allows, and begin by now? An attacker who held a key for a
 * moment makes no token for years.
 */
function isShortLived(
  { iat, exp }: AccessTokenClaims,
  { accessTokenTtl }: Settings,
  now: number,
): boolean {
  return exp - iat <= accessTokenTtl && iat <= now / 1000 + CLOCK_SKEW
}
