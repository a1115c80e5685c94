import { publicUser } from '@/lib/auth/user'
import { authContext } from '@/lib/http/context'
import { requireUser } from '@/lib/http/guards'
import { methods } from '@/lib/http/methods'
import { json, problem } from '@/lib/http/problem'

/** GET /api/me: who the access token belongs to. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async GET(request) {
    const caller = await requireUser(authContext(request), request)
    return caller.ok ? json(200, { user: publicUser(caller.user) }) : problem(caller)
  },
})
