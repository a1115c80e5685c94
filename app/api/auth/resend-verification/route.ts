import { resendVerification } from '@/lib/auth/account/verify-email'
import { emailInput } from '@/lib/contract/inputs'
import { readBody } from '@/lib/http/body'
import { limitMail } from '@/lib/http/limits'
import { verificationOutbox } from '@/lib/http/mail-outbox'
import { methods } from '@/lib/http/methods'
import { json, problem } from '@/lib/http/problem'
import { requestContext } from '@/lib/http/request-context'

/** POST /api/auth/resend-verification: the link that verifies an address, once more. One answer for all addresses. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async POST(request) {
    const input = await readBody(request, emailInput)
    if (!input.ok) return problem(input)
    const context = requestContext(request)
    const { email } = input.value
    const result = await limitMail(context, 'resend-verification', email, async () => {
      await resendVerification(context, email)
      return { ok: true }
    })
    return result.ok ? json(202, {}, verificationOutbox(context.config, request)) : problem(result)
  },
})
