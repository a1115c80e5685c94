import { chooseRefreshToken } from '@/lib/auth/sessions/read-session'
import { refreshSession } from '@/lib/auth/sessions/refresh'
import type { Config } from '@/lib/config/config'
import { failure, isTokenCode } from '@/lib/contract/errors'
import { IF_CURRENT, SESSION_REFRESH } from '@/lib/contract/session-refresh'
import {
  clearedSessionCookies,
  granted,
  readRefreshCookies,
  refreshCookieName,
} from '@/lib/http/cookies'
import { limitRefresh } from '@/lib/http/limit'
import { methods } from '@/lib/http/methods'
import { problem } from '@/lib/http/problem'
import { requestContext } from '@/lib/http/request-context'
import { clearStrays } from '@/lib/http/stray-cookies'

/**
 * POST /api/auth/refresh: the refresh cookie for the next access token. What ends a session in the
 * browser also takes the hint away, or every page would ask again.
 */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async POST(request) {
    const context = requestContext(request)
    const { config } = context
    const tokens = readRefreshCookies(config, request.headers.get('cookie'))
    const [refreshCookie = '', hint = ''] = clearedSessionCookies(config, request)
    if (tokens.length === 0) return problem(failure('no-session'), { 'Set-Cookie': hint })
    const ifCurrent = request.headers.get(SESSION_REFRESH) === IF_CURRENT
    const token = tokens.length === 1 ? tokens[0] : await chooseRefreshToken(context, tokens)
    const attempt = token && (await limitRefresh(context, token))
    if (attempt && !attempt.ok) return problem(attempt)
    const result = token
      ? await refreshSession(context, token, { ifCurrent })
      : failure('invalid-token')
    if (result.ok)
      return granted(config, request, result.grant, { [SESSION_REFRESH]: result.outcome })
    // After these the cookie is worthless; after anything else (busy, say) it must stay.
    if (!isTokenCode(result.code)) return problem(result)
    // The next sign-in ends the session of this token, and for that it has to come with it.
    if (result.reason === 'out-of-date') return problem(result, { 'Set-Cookie': hint })
    const cookies = [...(await clearStrays(context, request, tokens)), refreshCookie, hint]
    const detail = result.code === 'invalid-token' ? foreignCookie(config) : undefined
    return problem({ detail, ...result }, { 'Set-Cookie': cookies })
  },
})

const foreignCookie = (config: Config) =>
  `The cookie ${refreshCookieName(config)} is not one that this app has set, or its keys have changed since.`
