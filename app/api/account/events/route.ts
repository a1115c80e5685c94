import { listEvents } from '@/lib/auth/events/list-events'
import { pageQuery } from '@/lib/contract/pages'
import { requireSession } from '@/lib/http/guards'
import { methods } from '@/lib/http/methods'
import { json, problem } from '@/lib/http/problem'
import { readQuery } from '@/lib/http/query'
import { requestContext } from '@/lib/http/request-context'

/** GET /api/account/events?limit=&cursor=: the account's security events, newest first. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async GET(request) {
    const context = requestContext(request)
    const caller = await requireSession(context, request)
    if (!caller.ok) return problem(caller)
    const query = readQuery(request.nextUrl, pageQuery)
    if (!query.ok) return problem(query)
    const of = { userId: caller.user.id, sessionId: caller.session.id }
    return json(200, await listEvents(context, of, query.value))
  },
})
