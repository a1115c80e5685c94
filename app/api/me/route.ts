import { findUser } from '@/db/users'
import { publicUser } from '@/lib/auth/account/public-user'
import { failure } from '@/lib/contract/errors'
import { requireUser } from '@/lib/http/guards'
import { methods } from '@/lib/http/methods'
import { json, problem } from '@/lib/http/problem'
import { requestContext } from '@/lib/http/request-context'

/** GET /api/me: who the access token belongs to. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async GET(request) {
    const context = requestContext(request)
    const caller = await requireUser(context, request)
    if (!caller.ok) return problem(caller)
    const user = caller.user ?? (await findUser(context.db, caller.userId))
    return user ? json(200, { user: publicUser(user) }) : problem(failure('session-expired'))
  },
})
