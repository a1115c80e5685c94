// Machine: a clone need not edit this file.
import { z } from 'zod'
import type { UserRow } from '../../../db/schema'
import type { Config } from '../../config/config'
import { KNOWN_BROWSER_AUDIENCE_PATH, KNOWN_BROWSER_TYP } from '../labels'
import { signJwt, verifyJwt } from './jwt'
import { type KeySettings, keysOf } from './keys'

/** How long an account knows a browser that has signed in to it, in seconds: 180 days. */
export const KNOWN_BROWSER_TTL = 180 * 86_400

/** `sub` is the account, `cv` its `credential_version`, `jti` the browser; times in seconds. */
const claims = z.strictObject({
  iss: z.string(),
  aud: z.string(),
  sub: z.string().min(1),
  cv: z.int().nonnegative(),
  jti: z.string().min(1),
  iat: z.int(),
  exp: z.int(),
})

type Settings = KeySettings & Pick<Config, 'issuer'>
type Account = Pick<UserRow, 'id' | 'credentialVersion'>

const audienceOf = ({ issuer }: Settings) => issuer + KNOWN_BROWSER_AUDIENCE_PATH

/**
 * Makes the token by which an account knows a browser: one that has proved the password. It signs no
 * one in and opens nothing; it only gives the browser a count of wrong passwords of its own, which
 * no stranger can fill.
 *
 * @param now in milliseconds.
 */
export async function makeKnownBrowser(
  settings: Settings,
  { id, credentialVersion }: Account,
  now: number,
): Promise<string> {
  const { knownBrowser } = await keysOf(settings)
  const iat = Math.floor(now / 1000)
  const payload: z.infer<typeof claims> = {
    iss: settings.issuer,
    aud: audienceOf(settings),
    sub: id,
    cv: credentialVersion,
    jti: crypto.randomUUID(),
    iat,
    exp: iat + KNOWN_BROWSER_TTL,
  }
  return signJwt(payload, KNOWN_BROWSER_TYP, knownBrowser.signing)
}

/**
 * Does the account know this browser? Another password ends that: a thief who had the old one may have
 * collected tokens, and each would be a count of its own.
 *
 * @returns the name of the browser, or null.
 */
export async function knownBrowserOf(
  settings: Settings,
  token: string,
  account: Account,
  now: number,
): Promise<string | null> {
  const { knownBrowser: keys } = await keysOf(settings)
  const { issuer } = settings
  const expected = { typ: KNOWN_BROWSER_TYP, issuer, audience: audienceOf(settings), keys }
  const verified = await verifyJwt(token, expected, now)
  const parsed = verified.ok ? claims.safeParse(verified.payload) : null
  if (!parsed?.success) return null
  const { sub, cv, jti } = parsed.data
  return sub === account.id && cv === account.credentialVersion ? jti : null
}
