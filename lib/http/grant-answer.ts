import type { Grant } from '../auth/grant'
import type { Config } from '../config'
import { refreshCookie } from './cookies'
import { json } from './problem'

/**
 * Answers with an access token in the body and, where there is a new one, the refresh token in the
 * cookie, never the other way round.
 */
export function granted(
  settings: Pick<Config, 'secure'>,
  { accessToken, expiresIn, user, refreshToken }: Grant,
  headers: Record<string, string> = {},
): Response {
  const body = { accessToken, tokenType: 'Bearer', expiresIn, user }
  return json(200, body, {
    ...headers,
    ...(refreshToken && {
      'Set-Cookie': refreshCookie(settings, refreshToken.value, refreshToken.maxAge),
    }),
  })
}
