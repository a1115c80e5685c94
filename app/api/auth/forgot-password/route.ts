import { askForPasswordReset } from '@/lib/auth/passwords/password-reset'
import { emailInput } from '@/lib/contract/inputs'
import { readBody } from '@/lib/http/body'
import { limitMail } from '@/lib/http/limits'
import { outboxHeader } from '@/lib/http/mail-outbox'
import { methods } from '@/lib/http/methods'
import { accepted, problem } from '@/lib/http/problem'
import { requestContext } from '@/lib/http/request-context'

/** POST /api/auth/forgot-password: a mail with a link for a new password, where an account has the address. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async POST(request) {
    const input = await readBody(request, emailInput)
    if (!input.ok) return problem(input)
    const context = requestContext(request)
    const { email } = input.value
    const result = await limitMail(context, 'forgot-password', email, () =>
      askForPasswordReset(context, email),
    )
    return result.ok ? accepted(outboxHeader(context.config, request)) : problem(result)
  },
})
