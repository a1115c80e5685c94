import { and, inArray, lte } from 'drizzle-orm'
import type { Db } from './client'
import { securityEvents, sessions } from './schema'

/**
 * Deletes some of the sessions that have expired: past the idle limit, which never lies beyond the
 * absolute one. PostgreSQL has no DELETE … LIMIT, so the rows are picked first; what a request
 * prolongs between the two is left alone.
 *
 * @returns how many went; fewer than `limit` when these were all.
 */
export async function deleteExpiredSessions(db: Db, now: number, limit: number): Promise<number> {
  const expired = lte(sessions.idleExpiresAt, now)
  const some = db.select({ id: sessions.id }).from(sessions).where(expired).limit(limit)
  const deleted = await db
    .delete(sessions)
    .where(and(inArray(sessions.id, some), expired))
    .returning({ id: sessions.id })
  return deleted.length
}

/** Deletes some of the events that are as old as that or older. @returns how many went. */
export async function deleteEventsBefore(db: Db, time: number, limit: number): Promise<number> {
  const some = db
    .select({ id: securityEvents.id })
    .from(securityEvents)
    .where(lte(securityEvents.createdAt, time))
    .limit(limit)
  const deleted = await db
    .delete(securityEvents)
    .where(inArray(securityEvents.id, some))
    .returning({ id: securityEvents.id })
  return deleted.length
}
