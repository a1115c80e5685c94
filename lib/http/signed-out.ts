// Machine: a clone need not edit this file.
import type { Config } from '../config/config'
import { clearedSessionCookies, type SessionCookieSettings } from './cookies'
import { type AnswerHeaders, noContent } from './problem'

/**
 * Answers a sign-out: the browser forgets the cookies, and what AUTH_SIGN_OUT_CLEARS says of what
 * the site has stored.
 *
 * @param cleared `Set-Cookie` values that delete other cookies.
 * @param headers beside those of a sign-out.
 */
export function signedOut(
  settings: SessionCookieSettings & Pick<Config, 'signOutClears'>,
  request: Pick<Request, 'headers'>,
  cleared: string[] = [],
  headers: AnswerHeaders = {},
): Response {
  return noContent({
    ...headers,
    'Set-Cookie': [...cleared, ...clearedSessionCookies(settings, request)],
    ...(settings.signOutClears === 'storage' && { 'Clear-Site-Data': '"storage"' }),
  })
}
