// Machine: a clone need not edit this file.
import { z } from 'zod'
import type { Config } from '../../config/config'
import { type Failure, failure } from '../../contract/errors'
import { REFRESH_TOKEN_AUDIENCE_PATH, REFRESH_TOKEN_TYP } from '../labels'
import { signJwt, verifyJwt } from './jwt'
import { type KeySettings, keysOf, type NamedKey } from './keys'

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

type Settings = KeySettings & Pick<Config, 'issuer'>

/** Another audience than that of access tokens: neither kind is ever taken for the other. */
const audienceOf = (settings: Settings) => settings.issuer + REFRESH_TOKEN_AUDIENCE_PATH

/** What a refresh token is made from. */
export type RefreshTokenSource = {
  id: string
  generation: number
  /** `HMAC(session.salt, generation)`, see `generationProof`. */
  jti: string
  /** Both in milliseconds, from the session row. */
  issuedAt: number
  expiresAt: number
}

/**
 * Makes the refresh token of one generation of a session. Deterministic: the same row gives the
 * same token, byte for byte, so a lost answer can be given again though no token is stored.
 */
export async function makeRefreshToken(
  settings: Settings,
  session: RefreshTokenSource,
): Promise<string> {
  const { refreshToken } = await keysOf(settings)
  return signed(settings, session, refreshToken.signing)
}

/**
 * Makes a refresh token again that may have been signed before AUTH_SECRET was changed: one for
 * each secret that is still accepted. The row's hash says which of them is the one.
 */
export async function remakeRefreshToken(
  settings: Settings,
  session: RefreshTokenSource,
): Promise<string[]> {
  const { refreshTokenSigners } = await keysOf(settings)
  return Promise.all(refreshTokenSigners.map((key) => signed(settings, session, key)))
}

function signed(settings: Settings, session: RefreshTokenSource, key: NamedKey): Promise<string> {
  const payload: RefreshTokenClaims = {
    iss: settings.issuer,
    aud: audienceOf(settings),
    sid: session.id,
    gen: session.generation,
    jti: session.jti,
    iat: Math.floor(session.issuedAt / 1000),
    exp: Math.floor(session.expiresAt / 1000),
  }
  return signJwt(payload, REFRESH_TOKEN_TYP, key)
}

/**
 * Verifies what needs no database: signature, kind and expiry. Whether the session lives, only its row
 * says.
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
  const { refreshToken: keys } = await keysOf(settings)
  const { issuer } = settings
  const expected = { typ: REFRESH_TOKEN_TYP, issuer, audience: audienceOf(settings), keys }
  const verified = await verifyJwt(token, expected, now)
  if (!verified.ok) return verified
  const parsed = claims.safeParse(verified.payload)
  return parsed.success ? { ok: true, claims: parsed.data } : failure('invalid-token')
}
