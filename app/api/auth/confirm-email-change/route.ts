import { confirmEmailChange } from '@/lib/auth/account/email-change'
import { verificationInput } from '@/lib/contract/inputs'
import { readBody } from '@/lib/http/body'
import { limitLink } from '@/lib/http/limits'
import { methods } from '@/lib/http/methods'
import { noContent, problem } from '@/lib/http/problem'
import { requestContext } from '@/lib/http/request-context'

/** POST /api/auth/confirm-email-change: the token of a link to the new address for the change. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async POST(request) {
    const input = await readBody(request, verificationInput)
    if (!input.ok) return problem(input)
    const context = requestContext(request)
    const result = await limitLink(context, () => confirmEmailChange(context, input.value))
    return result.ok ? noContent() : problem(result)
  },
})
