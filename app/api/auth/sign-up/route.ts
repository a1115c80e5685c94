import { credentialsInput } from '@/lib/auth/input'
import { signUp } from '@/lib/auth/sign-up'
import { readBody } from '@/lib/http/body'
import { authContext } from '@/lib/http/context'
import { methods } from '@/lib/http/methods'
import { json, problem } from '@/lib/http/problem'

/** POST /api/auth/sign-up: makes an account, signs nobody in. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async POST(request) {
    const input = await readBody(request, credentialsInput)
    if (!input.ok) return problem(input)
    const result = await signUp(authContext(request), input.value)
    return result.ok ? json(201, { user: result.user }) : problem(result)
  },
})
