import { endOwnSession } from '@/lib/auth/sessions/manage-sessions'
import { failure } from '@/lib/contract/errors'
import { requireRecentSignIn, requireSession } from '@/lib/http/guards'
import { methods } from '@/lib/http/methods'
import { noContent, problem } from '@/lib/http/problem'
import { requestContext } from '@/lib/http/request-context'
import { signedOut } from '@/lib/http/signed-out'

/**
 * DELETE /api/account/sessions/:id: ends one of the caller's own sessions. Another user's, an
 * ended one and one that never was get the same answer. To end another session than the current one
 * takes a recent
 * password check (ASVS v5.0.0-7.5.2).
 */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async DELETE(request) {
    const context = requestContext(request)
    const caller = await requireSession(context, request)
    if (!caller.ok) return problem(caller)
    const id = request.nextUrl.pathname.split('/').at(-1) ?? ''
    const isOwn = id === caller.session.id
    const recent = isOwn ? null : requireRecentSignIn(context, caller.session)
    if (recent && !recent.ok) return problem(recent)
    if (!(await endOwnSession(context, caller, id))) return problem(failure('not-found'))
    return isOwn ? signedOut(context.config, request) : noContent()
  },
})
