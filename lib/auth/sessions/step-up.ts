// Machine: a clone need not edit this file.
import type { SessionRow } from '../../../db/schema'
import { markAuthenticated } from '../../../db/sessions'
import { type Failure, failure } from '../../contract/errors'
import { recordEvent } from '../events/record-event'
import { sessionLane } from '../passwords/hash-lanes'
import { verifyPassword } from '../passwords/password-hash'
import { later, type RequestContext } from '../request-context'
import { CLOCK_SKEW } from '../tokens/access-token'
import {
  type ActiveSession,
  chooseRefreshToken,
  examineRefreshToken,
  readAgain,
  whyEnded,
} from './read-session'
import { refreshSession } from './refresh'
import { type Grant, grant } from './session-tokens'

/** Did the user of a session prove the password within AUTH_STEP_UP_TTL? */
export function isRecentlyAuthenticated(
  { config, now }: Pick<RequestContext, 'config' | 'now'>,
  session: Pick<SessionRow, 'authenticatedAt'>,
): boolean {
  const since = (now - session.authenticatedAt) / 1000
  // Of a check that lies ahead, the clock has been set back: it would count until the clock gets there.
  return since >= -CLOCK_SKEW && since < config.stepUpTtl
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
  context: RequestContext,
  caller: ActiveSession & { generation: number },
  password: string,
  browser: { refreshTokens: string[] },
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
  const lane = sessionLane(context, user.id)
  const verified = await verifyPassword(password, user.passwordHash, context.config, lane)
  if (!verified.ok) return verified
  if (!verified.value) {
    await recordEvent(context, { type: 'step-up-failed', ...about })
    return failure('invalid-credentials', { detail: 'The password is wrong.' })
  }
  const after = later(context)
  const refreshed = await refreshOf(after, session, browser.refreshTokens)
  if (refreshed && !refreshed.ok) return refreshed
  // The session may have ended while the hash was made. Nothing has been given out yet.
  const lives = await markAuthenticated(after.db, user, session.id, after.now)
  if (!lives) return whyEnded(after, session.id)
  const again = await readAgain(after, session.id)
  if (!again.ok) return again
  await recordEvent(after, { type: 'step-up', ...about })
  if (refreshed) return refreshed
  // Of the generation that the caller has: a later one would count as received once it is shown.
  const shown = { ...session, generation: caller.generation }
  return { ok: true, grant: await grant(after, shown, user, null) }
}

/** A refresh by the token of this session, where the browser holds one. */
async function refreshOf(
  context: RequestContext,
  session: SessionRow,
  tokens: string[],
): Promise<Awaited<ReturnType<typeof refreshSession>> | null> {
  const token = await chooseRefreshToken(context, tokens)
  const presented = token === null ? null : await examineRefreshToken(context, token)
  if (token === null || !presented?.ok || presented.session.id !== session.id) return null
  return presented.decision.kind === 'refused' ? null : refreshSession(context, token)
}
