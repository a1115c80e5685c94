import { inArray, lte } from 'drizzle-orm'
import type { Db } from './client'
import { oneTimeTokens, securityEvents, sessions } from './schema'

/**
 * Deletes some of the sessions past their absolute limit, whatever ended them. It never moves, so
 * nothing can live again between the two parts. (PostgreSQL has no DELETE … LIMIT.)
 *
 * @returns how many went; fewer than `limit` when these were all.
 */
export async function deleteExpiredSessions(db: Db, now: number, limit: number): Promise<number> {
  const some = db
    .select({ id: sessions.id })
    .from(sessions)
    .where(lte(sessions.absoluteExpiresAt, now))
    .limit(limit)
  const deleted = await db
    .delete(sessions)
    .where(inArray(sessions.id, some))
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

/** Deletes some of the one-time tokens that have expired. @returns how many went. */
export async function deleteExpiredTokens(db: Db, now: number, limit: number): Promise<number> {
  const some = db
    .select({ tokenHash: oneTimeTokens.tokenHash })
    .from(oneTimeTokens)
    .where(lte(oneTimeTokens.expiresAt, now))
    .limit(limit)
  const deleted = await db
    .delete(oneTimeTokens)
    .where(inArray(oneTimeTokens.tokenHash, some))
    .returning({ tokenHash: oneTimeTokens.tokenHash })
  return deleted.length
}
