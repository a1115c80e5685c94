import { signUp } from '@/lib/auth/account/sign-up'
import { limitedNetworkOf } from '@/lib/auth/sessions/ip-address'
import { signUpBody } from '@/lib/contract/inputs'
import { readBody } from '@/lib/http/body'
import { limitSignUp } from '@/lib/http/limits'
import { verificationOutbox } from '@/lib/http/mail-outbox'
import { methods } from '@/lib/http/methods'
import { json, problem } from '@/lib/http/problem'
import { requestContext } from '@/lib/http/request-context'
import { checkSignUp } from '@/lib/http/sign-up-check'

/**
 * POST /api/auth/sign-up: makes an account, signs no one in. Where an address has to be verified first, the answer
 * is the same for one that is taken.
 */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async POST(request) {
    const input = await readBody(request, signUpBody)
    if (!input.ok) return problem(input)
    const context = requestContext(request)
    const { checkToken: token = null, ...account } = input.value
    const { email } = account
    const network = limitedNetworkOf(context.device.ip)
    const result = await limitSignUp(
      context,
      email,
      async () =>
        (await checkSignUp(context.config, { email, network, token })) ?? signUp(context, account),
    )
    if (!result.ok) return problem(result)
    const { user } = result
    const headers = verificationOutbox(context.config, request)
    return user ? json(201, { user }, headers) : json(202, {}, headers)
  },
})
