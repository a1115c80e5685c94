import { resetPassword } from '@/lib/auth/passwords/password-reset'
import { passwordResetInput } from '@/lib/contract/inputs'
import { readBody } from '@/lib/http/body'
import { limitReset } from '@/lib/http/limits'
import { methods } from '@/lib/http/methods'
import { noContent, problem } from '@/lib/http/problem'
import { requestContext } from '@/lib/http/request-context'

/**
 * POST /api/auth/reset-password: the token of a link for a new password. Signs no one in, and leaves
 * the cookies of the browser alone: they may be another person's.
 */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async POST(request) {
    const input = await readBody(request, passwordResetInput)
    if (!input.ok) return problem(input)
    const context = requestContext(request)
    const attempt = await limitReset(context)
    if (!attempt.ok) return problem(attempt)
    const result = await resetPassword(context, input.value)
    await attempt.ended(result)
    return result.ok ? noContent() : problem(result)
  },
})
