import { passwordResetInput } from '@/lib/auth/input'
import { resetPassword } from '@/lib/auth/password-reset'
import { readBody } from '@/lib/http/body'
import { authContext } from '@/lib/http/context'
import { methods } from '@/lib/http/methods'
import { noContent, problem } from '@/lib/http/problem'

/**
 * POST /api/auth/reset-password: the token of a link for a new password. Signs no one in, and leaves
 * the cookies of the browser alone: they may be another person's.
 */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async POST(request) {
    const input = await readBody(request, passwordResetInput)
    if (!input.ok) return problem(input)
    const result = await resetPassword(authContext(request), input.value)
    return result.ok ? noContent() : problem(result)
  },
})
