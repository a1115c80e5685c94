import { requestEmailChange } from '@/lib/auth/account/email-change'
import { emailChangeInput } from '@/lib/contract/inputs'
import { readBody } from '@/lib/http/body'
import { requireRecentSignIn, requireSession } from '@/lib/http/guards'
import { limitMail } from '@/lib/http/limits'
import { outboxHeader } from '@/lib/http/mail-outbox'
import { methods } from '@/lib/http/methods'
import { json, problem } from '@/lib/http/problem'
import { requestContext } from '@/lib/http/request-context'

/** POST /api/auth/change-email: nothing changes until the new address confirms; the present one gets a mail. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async POST(request) {
    const context = requestContext(request)
    const caller = await requireSession(context, request)
    if (!caller.ok) return problem(caller)
    const recent = requireRecentSignIn(context, caller.session)
    if (!recent.ok) return problem(recent)
    const input = await readBody(request, emailChangeInput)
    if (!input.ok) return problem(input)
    const { newEmail } = input.value
    const result = await limitMail(context, 'change-email', newEmail, () =>
      requestEmailChange(context, caller, newEmail),
    )
    return result.ok ? json(202, {}, outboxHeader(context.config, request)) : problem(result)
  },
})
