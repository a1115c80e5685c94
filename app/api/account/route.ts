import { deleteAccount } from '@/lib/auth/account/delete-account'
import { failure } from '@/lib/contract/errors'
import { requireRecentSignIn, requireSession } from '@/lib/http/guards'
import { outboxHeader } from '@/lib/http/mail-outbox'
import { methods } from '@/lib/http/methods'
import { problem } from '@/lib/http/problem'
import { requestContext } from '@/lib/http/request-context'
import { signedOut } from '@/lib/http/signed-out'

/**
 * DELETE /api/account: the caller's account goes, with everything that is kept about them. What protects it is
 * the recent password check. The page asks for the typed address as well, against a slip of the hand; here it
 * would stop no attacker, who reads it on the same page.
 */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async DELETE(request) {
    const context = requestContext(request)
    const caller = await requireSession(context, request)
    if (!caller.ok) return problem(caller)
    const recent = requireRecentSignIn(context, caller.session)
    if (!recent.ok) return problem(recent)
    const deleted = await deleteAccount(context, caller.user)
    // Another call was faster: this one is answered as every call of a user who is gone.
    if (!deleted) return problem(failure('session-expired'))
    return signedOut(context.config, request, [], outboxHeader(context.config, request))
  },
})
