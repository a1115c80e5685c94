// Machine: a clone need not edit this file.
/** The sessions of an account: seen and ended by their owner. */
import type { SessionRow, UserRow } from '../../../db/schema'
import { listLiveSessions } from '../../../db/session-lists'
import { revokeOtherSessions, revokeOwnSession } from '../../../db/sessions'
import { raiseTokenVersion } from '../../../db/users'
import type { SessionSummary } from '../../contract/answers'
import { isoTime } from '../../contract/time'
import { recordEvent } from '../events/record-event'
import type { RequestContext } from '../request-context'
import { deviceInWords } from './device-name'
import type { ActiveSession } from './read-session'

/**
 * The living sessions of a user, the last used first; AUTH_MAX_SESSIONS at most.
 *
 * @param of whose, and which one to mark as the current one.
 */
export async function listSessions(
  { config, db, now }: Pick<RequestContext, 'config' | 'db' | 'now'>,
  of: { userId: string; sessionId: string },
): Promise<SessionSummary[]> {
  const rows = await listLiveSessions(db, of.userId, { now, limit: config.maxSessions })
  return rows.map((row) => sessionSummary(row, of.sessionId))
}

export function sessionSummary(row: SessionRow, currentSessionId: string): SessionSummary {
  return {
    id: row.id,
    current: row.id === currentSessionId,
    createdAt: isoTime(row.createdAt),
    lastUsedAt: isoTime(row.lastUsedAt),
    expiresAt: isoTime(row.idleExpiresAt),
    userAgent: row.userAgent,
    ip: row.ip,
    ...deviceInWords(row.userAgent),
  }
}

/**
 * Ends one session of the caller's own (ASVS v5.0.0-7.5.2), at once.
 *
 * @returns false where the caller has no such living session.
 */
export async function endOwnSession(
  context: RequestContext,
  { user }: Pick<ActiveSession, 'user'>,
  sessionId: string,
): Promise<boolean> {
  const ended = await revokeOwnSession(context.db, user, sessionId, context.now)
  if (ended) {
    await recordEvent(context, { type: 'session-ended', userId: user.id, sessionId })
  }
  return ended
}

/** Ends every session of the caller but the one that asks, in one statement, with one event. */
export async function endOtherSessions(
  context: RequestContext,
  { user, session }: ActiveSession,
): Promise<void> {
  const ended = await revokeOtherSessions(context.db, user, session.id, context.now)
  if (ended === 0) return
  await recordEvent(context, { type: 'session-ended', userId: user.id, sessionId: null })
}

/**
 * Ends every session and every access token of a user, in one statement.
 *
 * @param sessionId the one that asks; null for an operator.
 */
export async function signOutEverywhere(
  context: Pick<RequestContext, 'db' | 'now' | 'device'>,
  user: Pick<UserRow, 'id' | 'tokenVersion'>,
  sessionId: string | null,
): Promise<void> {
  // Where it has gone up meanwhile, everything that lived at this request is over already.
  const raised = await raiseTokenVersion(
    context.db,
    user.id,
    user.tokenVersion,
    'sign-out-everywhere',
  )
  if (!raised) return
  await recordEvent(context, { type: 'sign-out-everywhere', userId: user.id, sessionId })
}
