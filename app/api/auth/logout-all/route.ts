import { signOutEverywhere } from '@/lib/auth/sessions/manage-sessions'
import { requireRecentSignIn, requireSession } from '@/lib/http/guards'
import { methods } from '@/lib/http/methods'
import { problem } from '@/lib/http/problem'
import { requestContext } from '@/lib/http/request-context'
import { signedOut } from '@/lib/http/signed-out'

/** POST /api/auth/logout-all: ends every session of the person, this one too. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async POST(request) {
    const context = requestContext(request)
    const caller = await requireSession(context, request)
    if (!caller.ok) return problem(caller)
    const recent = requireRecentSignIn(context, caller.session)
    if (!recent.ok) return problem(recent)
    await signOutEverywhere(context, caller.user, caller.session.id)
    return signedOut(context.config, request)
  },
})
