import { endSession } from '@/lib/auth/sessions/sign-out'
import { readRefreshCookies } from '@/lib/http/cookies'
import { methods } from '@/lib/http/methods'
import { requestContext } from '@/lib/http/request-context'
import { signedOut } from '@/lib/http/signed-out'
import { clearStrays } from '@/lib/http/stray-cookies'

/** POST /api/auth/logout: ends every session presented; the same answer where there is none. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async POST(request) {
    const context = requestContext(request)
    const { config } = context
    const tokens = readRefreshCookies(config, request.headers.get('cookie'))
    // Every one: no one can say which of them the browser would have used next.
    for (const token of tokens) await endSession(context, token)
    return signedOut(config, request, await clearStrays(context, request, tokens))
  },
})
