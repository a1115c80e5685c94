import { stepUp } from '@/lib/auth/sessions/step-up'
import { stepUpInput } from '@/lib/contract/inputs'
import { readBody } from '@/lib/http/body'
import { granted, readRefreshCookies } from '@/lib/http/cookies'
import { requireSession } from '@/lib/http/guards'
import { limitPassword } from '@/lib/http/limits'
import { methods } from '@/lib/http/methods'
import { problem } from '@/lib/http/problem'
import { requestContext } from '@/lib/http/request-context'

/** POST /api/auth/step-up: the password again, for what asks for a recent check. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async POST(request) {
    const context = requestContext(request)
    const caller = await requireSession(context, request)
    if (!caller.ok) return problem(caller)
    const input = await readBody(request, stepUpInput)
    if (!input.ok) return problem(input)
    const refreshTokens = readRefreshCookies(context.config, request.headers.get('cookie'))
    const result = await limitPassword(context, caller.session.id, () =>
      stepUp(context, caller, input.value.password, { refreshTokens }),
    )
    return result.ok ? granted(context.config, request, result.grant) : problem(result)
  },
})
