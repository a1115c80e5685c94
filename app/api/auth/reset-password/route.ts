import { resetPassword } from '@/lib/auth/passwords/password-reset'
import { passwordResetInput } from '@/lib/contract/inputs'
import { readBody } from '@/lib/http/body'
import { knownBrowserCookies } from '@/lib/http/known-browser'
import { limitReset } from '@/lib/http/limits'
import { methods } from '@/lib/http/methods'
import { noContent, problem } from '@/lib/http/problem'
import { requestContext } from '@/lib/http/request-context'

/**
 * POST /api/auth/reset-password: the token of a link for a new password. Signs no one in, and leaves
 * the session of the browser alone: it may be another user's. The account knows the browser from
 * here on: while strangers guess at it, the new password would be of no use.
 */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async POST(request) {
    const input = await readBody(request, passwordResetInput)
    if (!input.ok) return problem(input)
    const context = requestContext(request)
    const result = await limitReset(context, () => resetPassword(context, input.value))
    if (!result.ok) return problem(result)
    return noContent({ 'Set-Cookie': await knownBrowserCookies(context, result.user) })
  },
})
