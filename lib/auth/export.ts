import { listUserEvents } from '../../db/events'
import { listSessionsOfUser } from '../../db/sessions'
import { sessionSummary } from './account-sessions'
import type { AuthContext } from './context'
import { accountEvent } from './event-list'
import type { ActiveSession } from './sessions'
import { publicUser } from './user'

const isoTime = (time: number | null) => (time === null ? null : new Date(time).toISOString())

/**
 * Everything that is kept about a person (GDPR articles 15 and 20), but for what proves things: no
 * hash, salt or token is anybody's to take away. Times are ISO 8601 UTC.
 */
export async function exportAccount({ db, now }: AuthContext, { session, user }: ActiveSession) {
  const sessions = await listSessionsOfUser(db, user.id)
  const events = await listUserEvents(db, user.id, { after: null, limit: null })
  return {
    exportedAt: isoTime(now),
    user: {
      ...publicUser(user),
      emailVerifiedAt: isoTime(user.emailVerifiedAt),
      disabledAt: isoTime(user.disabledAt),
      tokenVersion: user.tokenVersion,
      tokenVersionReason: user.tokenVersionReason,
    },
    sessions: sessions.map((row) => ({
      ...sessionSummary(row, session.id),
      authenticatedAt: isoTime(row.authenticatedAt),
      rotatedAt: isoTime(row.rotatedAt),
      retriedAt: isoTime(row.retriedAt),
      rotations: row.generation,
      absoluteExpiresAt: isoTime(row.absoluteExpiresAt),
      revokedAt: isoTime(row.revokedAt),
      revokedReason: row.revokedReason,
    })),
    events: events.map((row) => ({ ...accountEvent(row, session.id), userAgent: row.userAgent })),
  }
}
