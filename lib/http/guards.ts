import { verifyAccessToken } from '../auth/access-token'
import type { AuthContext } from '../auth/context'
import type { Failure, TerminalCode } from '../auth/errors'
import { type ActiveSession, readSession } from '../auth/sessions'
import { readBearer } from './bearer'

/**
 * Who is calling, by the bearer token and by the session behind it. Every guarded handler begins
 * with this line, also where the middleware has looked already: a way around the middleware
 * (CVE-2025-29927) must open nothing.
 *
 * @returns the session and its person, or the failure to answer with `problem`.
 */
export async function requireUser(
  context: AuthContext,
  request: Request,
): Promise<({ ok: true } & ActiveSession) | Failure<TerminalCode>> {
  const bearer = readBearer(request.headers.get('authorization'))
  if (!bearer.ok) return bearer
  const verified = await verifyAccessToken(context.config, bearer.token, context.now)
  return verified.ok ? readSession(context, verified.claims) : verified
}
