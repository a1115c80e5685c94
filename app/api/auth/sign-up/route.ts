import { signUp } from '@/lib/auth/account/sign-up'
import { limitedNetworkOf } from '@/lib/auth/sessions/ip-address'
import { signUpBody } from '@/lib/contract/inputs'
import { readBody } from '@/lib/http/body'
import { limitSignUp } from '@/lib/http/limits'
import { methods } from '@/lib/http/methods'
import { json, problem } from '@/lib/http/problem'
import { requestContext } from '@/lib/http/request-context'
import { checkSignUp } from '@/lib/http/sign-up-check'

/** POST /api/auth/sign-up: makes an account, signs no one in. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async POST(request) {
    const input = await readBody(request, signUpBody)
    if (!input.ok) return problem(input)
    const context = requestContext(request)
    const { checkToken: token = null, ...account } = input.value
    const attempt = await limitSignUp(context, account.email)
    if (!attempt.ok) return problem(attempt)
    const network = limitedNetworkOf(context.device.ip)
    const refused = await checkSignUp(context.config, { email: account.email, network, token })
    const result = refused ?? (await signUp(context, account))
    await attempt.ended(result)
    return result.ok ? json(201, { user: result.user }) : problem(result)
  },
})
