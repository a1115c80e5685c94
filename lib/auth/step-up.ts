import type { SessionRow } from '../../db/schema'
import { markAuthenticated } from '../../db/sessions'
import type { AuthContext } from './context'
import { type Failure, failure } from './errors'
import { recordEvent } from './events'
import { type Grant, grant } from './grant'
import { sessionLane } from './hash-lanes'
import { verifyPassword } from './password-hash'
import { refreshSession } from './refresh'
import { type ActiveSession, examineRefreshToken } from './sessions'

/** Did the person behind a session prove the password within AUTH_STEP_UP_TTL? */
export function isRecentlyAuthenticated(
  { config, now }: Pick<AuthContext, 'config' | 'now'>,
  session: Pick<SessionRow, 'authenticatedAt'>,
): boolean {
  return now - session.authenticatedAt < config.stepUpTtl * 1000
}

/**
 * Checks the password again on a session that lives, so that what asks for a recent check goes on
 * (ASVS v5.0.0-7.5.3).
 *
 * The browser gets new tokens with it (7.2.4), by the table of any refresh: its refresh token says
 * which generation it holds, and a rotation that did not know that would make a lost answer look
 * like theft. The refresh token authenticates nothing here. Where it is missing or of another
 * session, the cookie is left alone: an access token is never turned into a refresh token.
 *
 * @param caller.generation of the access token that the caller showed.
 * @returns `invalid-credentials` for a wrong password, which ends nothing.
 */
export async function stepUp(
  context: AuthContext,
  caller: ActiveSession & { generation: number },
  password: string,
  browser: { refreshToken: string | null },
): Promise<
  | { ok: true; grant: Grant }
  | Failure<
      | 'invalid-credentials'
      | 'invalid-token'
      | 'session-expired'
      | 'session-revoked'
      | 'token-reuse'
      | 'busy'
    >
> {
  const { session, user } = caller
  const about = { userId: user.id, sessionId: session.id }
  const lane = sessionLane(context.device, user.id)
  const verified = await verifyPassword(password, user.passwordHash, context.config, lane)
  if (!verified.ok) return verified
  if (!verified.value) {
    await recordEvent(context, { type: 'step-up-failed', ...about })
    return failure('invalid-credentials', { detail: 'The password is wrong.' })
  }
  const result = await nextTokens(context, caller, browser.refreshToken)
  if (!result.ok) return result
  await markAuthenticated(context.db, session.id, context.now)
  await recordEvent(context, { type: 'step-up', ...about })
  return result
}

async function nextTokens(
  context: AuthContext,
  { session, user, generation }: ActiveSession & { generation: number },
  refreshToken: string | null,
): Promise<
  { ok: true; grant: Grant } | Exclude<Awaited<ReturnType<typeof refreshSession>>, { ok: true }>
> {
  const presented = refreshToken === null ? null : await examineRefreshToken(context, refreshToken)
  if (refreshToken !== null && presented?.ok && presented.session.id === session.id) {
    if (presented.decision.kind !== 'refused') return refreshSession(context, refreshToken)
  }
  // Of the generation that the caller has: a later one would count as received once it is shown.
  return { ok: true, grant: await grant(context, { ...session, generation }, user, null) }
}
