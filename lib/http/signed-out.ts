// Machine: a clone need not edit this file.
import type { Config } from '../config/config'
import { clearedRefreshCookie } from './cookies'
import { noContent } from './problem'

/**
 * Answers a sign-out: the browser forgets the cookie, and what AUTH_SIGN_OUT_CLEARS says of what
 * the site has stored.
 *
 * @param cleared `Set-Cookie` values that delete other cookies.
 */
export function signedOut(
  settings: Pick<Config, 'secure' | 'publicPort' | 'signOutClears'>,
  cleared: string[] = [],
): Response {
  return noContent({
    'Set-Cookie': [...cleared, clearedRefreshCookie(settings)],
    ...(settings.signOutClears === 'storage' && { 'Clear-Site-Data': '"cache", "storage"' }),
  })
}
