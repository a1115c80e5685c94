import type { Grant } from '../auth/sessions/grant'
import type { Config } from '../config/config'
import { refreshCookie } from './cookies'
import { type AnswerHeaders, json } from './problem'

/**
 * Answers with an access token in the body and, where there is a new one, the refresh token in the
 * cookie, never the other way round.
 *
 * @param cleared `Set-Cookie` values that delete other cookies, which come before our own.
 */
export function granted(
  settings: Pick<Config, 'secure' | 'publicPort'>,
  { accessToken, expiresIn, user, refreshToken }: Grant,
  headers: AnswerHeaders = {},
  cleared: string[] = [],
): Response {
  const body = { accessToken, tokenType: 'Bearer', expiresIn, user }
  const stored = refreshToken
    ? [refreshCookie(settings, refreshToken.value, refreshToken.maxAge)]
    : []
  return json(200, body, { ...headers, 'Set-Cookie': [...cleared, ...stored] })
}
