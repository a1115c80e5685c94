// Machine: a clone need not edit this file.
import type { RequestContext } from '../auth/request-context'
import type { Grant } from '../auth/sessions/session-tokens'
import { KNOWN_BROWSER_TTL, makeKnownBrowser } from '../auth/tokens/known-browser'
import { KNOWN_BROWSER_COOKIE } from '../brand'
import { type CookieSettings, cookieName, cookieValues, setCookie } from './cookies'

/** More of one name come from a planted cookie only, and each costs a signature. */
const MAX_VALUES = 4

/** The tokens by which an account may know this browser; our own is the last. */
export function readKnownBrowsers(settings: CookieSettings, header: string | null): string[] {
  return cookieValues(cookieName(settings, KNOWN_BROWSER_COOKIE), header).slice(-MAX_VALUES)
}

/**
 * The `Set-Cookie` values by which an account knows this browser from here on, after it has proved the
 * password or a link. None on a computer that others use, too: their guesses would have a count of
 * their own.
 */
export async function knownBrowserCookies(
  { config, now }: Pick<RequestContext, 'config' | 'now'>,
  account: Parameters<typeof makeKnownBrowser>[1],
  { remember = true }: { remember?: boolean } = {},
): Promise<string[]> {
  if (config.rateLimit === 'off' || !remember) return []
  const token = await makeKnownBrowser(config, account, now)
  return [setCookie(config, KNOWN_BROWSER_COOKIE, token, KNOWN_BROWSER_TTL)]
}

/** The same after a sign-in, which says whether the browser is to be remembered. */
export const knownByGrant = (
  context: Pick<RequestContext, 'config' | 'now'>,
  { user, credentialVersion, refreshToken }: Grant,
) =>
  knownBrowserCookies(
    context,
    { id: user.id, credentialVersion },
    { remember: refreshToken !== null && refreshToken.maxAge !== null },
  )
