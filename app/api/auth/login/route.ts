import { signInWithPassword } from '@/lib/auth/sessions/sign-in'
import { signInInput } from '@/lib/contract/inputs'
import { readBody } from '@/lib/http/body'
import { granted, readRefreshCookies } from '@/lib/http/cookies'
import { knownByGrant } from '@/lib/http/known-browser'
import { limitSignIn } from '@/lib/http/limits'
import { methods } from '@/lib/http/methods'
import { problem } from '@/lib/http/problem'
import { requestContext } from '@/lib/http/request-context'
import { clearStrays } from '@/lib/http/stray-cookies'

/** POST /api/auth/login: address and password for an access token and a refresh cookie. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async POST(request) {
    const input = await readBody(request, signInInput)
    if (!input.ok) return problem(input)
    const context = requestContext(request)
    const { config } = context
    const refreshTokens = readRefreshCookies(config, request.headers.get('cookie'))
    const result = await limitSignIn(context, request, input.value.email, (isKnown) =>
      signInWithPassword(context, input.value, { refreshTokens, isKnown }),
    )
    if (!result.ok) return problem(result)
    return granted(config, request, result.grant, {}, [
      ...(await clearStrays(context, request, refreshTokens)),
      ...(await knownByGrant(context, result.grant)),
    ])
  },
})
