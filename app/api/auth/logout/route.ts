import { endSession } from '@/lib/auth/logout'
import { authContext } from '@/lib/http/context'
import { readRefreshCookie } from '@/lib/http/cookies'
import { methods } from '@/lib/http/methods'
import { signedOut } from '@/lib/http/signed-out'

/** POST /api/auth/logout: ends this session; the same answer where there is none. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async POST(request) {
    const context = authContext(request)
    const cookie = readRefreshCookie(context.config, request.headers.get('cookie'))
    if (cookie.kind === 'token') await endSession(context, cookie.token)
    return signedOut(context.config)
  },
})
