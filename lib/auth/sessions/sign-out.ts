// Machine: a clone need not edit this file.
import { revokeSession } from '../../../db/sessions'
import { recordEvent } from '../events/record-event'
import type { RequestContext } from '../request-context'
import { examineRefreshToken } from './read-session'
import { endByReuse, endLineage } from './refresh'
import { SIGN_OUT } from './rotation'

/**
 * Ends the session that a refresh token belongs to. A token that names no living session changes
 * nothing, so a sign-out may be repeated.
 *
 * @param reason `SIGN_OUT` by its user, `replaced` when the same browser signs in anew.
 */
export async function endSession(
  context: RequestContext,
  token: string,
  reason: typeof SIGN_OUT | 'replaced' = SIGN_OUT,
): Promise<void> {
  const presented = await examineRefreshToken(context, token)
  if (!presented.ok) return
  const { decision, session, user } = presented
  // Already ended. The client may be its own browser, whose first sign-out was never answered.
  if (decision.kind === 'refused' || session.revokedAt !== null) return
  if (decision.kind === 'reuse') {
    // A browser that was restored from an old copy of itself signs in anew: its password says who
    // it is, and the sessions of other devices are no part of that. The lineage ends all the same,
    // the client that holds the rest of it, and its owner sees the event.
    if (reason === 'replaced') await endLineage(context, presented, 'stale-session-ended')
    // A stolen copy must not end its owner's session without an alarm.
    else await endByReuse(context, presented)
    return
  }
  if (!(await revokeSession(context.db, session.id, reason, context.now))) return
  const type = reason === SIGN_OUT ? 'sign-out' : 'session-ended'
  await recordEvent(context, { type, userId: user.id, sessionId: session.id })
}
