import { failure, isTokenCode } from '@/lib/auth/errors'
import { refreshSession } from '@/lib/auth/refresh'
import { authContext } from '@/lib/http/context'
import { clearedRefreshCookie, readRefreshCookie } from '@/lib/http/cookies'
import { granted } from '@/lib/http/grant-answer'
import { methods } from '@/lib/http/methods'
import { problem } from '@/lib/http/problem'

/** POST /api/auth/refresh: the refresh cookie for the next access token. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async POST(request) {
    const context = authContext(request)
    const cookie = readRefreshCookie(context.config, request.headers.get('cookie'))
    if (cookie.kind === 'none') return problem(failure('no-session'))
    const result =
      cookie.kind === 'token'
        ? await refreshSession(context, cookie.token)
        : failure('invalid-token')
    if (result.ok)
      return granted(context.config, result.grant, { 'Session-Refresh': result.outcome })
    // After these the cookie is worthless; after anything else (busy, say) it must stay.
    const clears = isTokenCode(result.code)
    return problem(result, clears ? { 'Set-Cookie': clearedRefreshCookie(context.config) } : {})
  },
})
