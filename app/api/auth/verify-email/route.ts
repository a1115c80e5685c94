import { verifyAddress } from '@/lib/auth/account/verify-email'
import { verificationInput } from '@/lib/contract/inputs'
import { readBody } from '@/lib/http/body'
import { limitLink } from '@/lib/http/limits'
import { methods } from '@/lib/http/methods'
import { noContent, problem } from '@/lib/http/problem'
import { requestContext } from '@/lib/http/request-context'

/**
 * POST /api/auth/verify-email: the token of a link that verifies an address. Signs no one in, and leaves the
 * session of the browser alone: it may be another user's.
 */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async POST(request) {
    const input = await readBody(request, verificationInput)
    if (!input.ok) return problem(input)
    const context = requestContext(request)
    const result = await limitLink(context, () => verifyAddress(context, input.value))
    return result.ok ? noContent() : problem(result)
  },
})
