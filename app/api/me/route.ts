import { findUser } from '@/db/users'
import { failure } from '@/lib/auth/errors'
import { publicUser } from '@/lib/auth/user'
import { authContext } from '@/lib/http/context'
import { requireUser } from '@/lib/http/guards'
import { methods } from '@/lib/http/methods'
import { json, problem } from '@/lib/http/problem'

/** GET /api/me: who the access token belongs to. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async GET(request) {
    const context = authContext(request)
    const caller = await requireUser(context, request)
    if (!caller.ok) return problem(caller)
    const user = caller.user ?? (await findUser(context.db, caller.userId))
    return user ? json(200, { user: publicUser(user) }) : problem(failure('session-expired'))
  },
})
