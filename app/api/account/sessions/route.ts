import { endOtherSessions, listSessions } from '@/lib/auth/sessions/manage-sessions'
import { requireRecentSignIn, requireSession } from '@/lib/http/guards'
import { methods } from '@/lib/http/methods'
import { json, noContent, problem } from '@/lib/http/problem'
import { requestContext } from '@/lib/http/request-context'

/**
 * GET /api/account/sessions: the caller's living sessions, the last used first.
 * DELETE /api/account/sessions: ends all of them but the one that asks. That takes a recent password
 * check (ASVS v5.0.0-7.5.2): an access token that was taken must not lock its owner out.
 */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async GET(request) {
    const context = requestContext(request)
    const caller = await requireSession(context, request)
    if (!caller.ok) return problem(caller)
    const of = { userId: caller.user.id, sessionId: caller.session.id }
    return json(200, { sessions: await listSessions(context, of) })
  },
  async DELETE(request) {
    const context = requestContext(request)
    const caller = await requireSession(context, request)
    if (!caller.ok) return problem(caller)
    const recent = requireRecentSignIn(context, caller.session)
    if (!recent.ok) return problem(recent)
    await endOtherSessions(context, caller)
    return noContent()
  },
})
