import { signUp } from '@/lib/auth/account/sign-up'
import { signUpInput } from '@/lib/contract/inputs'
import { readBody } from '@/lib/http/body'
import { limitSignUp } from '@/lib/http/limits'
import { methods } from '@/lib/http/methods'
import { json, problem } from '@/lib/http/problem'
import { requestContext } from '@/lib/http/request-context'

/** POST /api/auth/sign-up: makes an account, signs no one in. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async POST(request) {
    const input = await readBody(request, signUpInput)
    if (!input.ok) return problem(input)
    const context = requestContext(request)
    const attempt = await limitSignUp(context, input.value.email)
    if (!attempt.ok) return problem(attempt)
    const result = await signUp(context, input.value)
    await attempt.ended(result)
    return result.ok ? json(201, { user: result.user }) : problem(result)
  },
})
