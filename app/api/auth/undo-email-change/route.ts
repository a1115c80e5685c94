import { undoEmailChange } from '@/lib/auth/account/email-change'
import { linkInput } from '@/lib/contract/inputs'
import { readBody } from '@/lib/http/body'
import { limitLink } from '@/lib/http/limits'
import { outboxHeader } from '@/lib/http/mail-outbox'
import { methods } from '@/lib/http/methods'
import { noContent, problem } from '@/lib/http/problem'
import { requestContext } from '@/lib/http/request-context'

/** POST /api/auth/undo-email-change: the token of a link to an earlier address, which the account has again after it. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async POST(request) {
    const input = await readBody(request, linkInput)
    if (!input.ok) return problem(input)
    const context = requestContext(request)
    const result = await limitLink(context, () => undoEmailChange(context, input.value.token))
    return result.ok ? noContent(outboxHeader(context.config, request)) : problem(result)
  },
})
