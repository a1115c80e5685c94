import { changePassword } from '@/lib/auth/passwords/change-password'
import { passwordChangeInput } from '@/lib/contract/inputs'
import { readBody } from '@/lib/http/body'
import { clearedSessionCookies, granted } from '@/lib/http/cookies'
import { requireSession } from '@/lib/http/guards'
import { knownByGrant } from '@/lib/http/known-browser'
import { limitPasswordChange } from '@/lib/http/limits'
import { methods } from '@/lib/http/methods'
import { noContent, problem } from '@/lib/http/problem'
import { requestContext } from '@/lib/http/request-context'

/** POST /api/auth/change-password: every session ends, and this one goes on under a new id. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async POST(request) {
    const context = requestContext(request)
    const caller = await requireSession(context, request)
    if (!caller.ok) return problem(caller)
    const input = await readBody(request, passwordChangeInput)
    if (!input.ok) return problem(input)
    const result = await limitPasswordChange(context, caller.session.id, () =>
      changePassword(context, caller, input.value),
    )
    if (!result.ok) return problem(result)
    if (result.grant) {
      const known = await knownByGrant(context, result.grant)
      return granted(context.config, request, result.grant, {}, known)
    }
    // It is changed, and no session could begin: a failure here would have it tried again in vain.
    return noContent({ 'Set-Cookie': clearedSessionCookies(context.config, request) })
  },
})
