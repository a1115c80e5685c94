// Machine: a clone need not edit this file.
import { inArray, lte, type SQL } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { Db } from './client'
import { oneTimeTokens, securityEvents, sessions } from './schema'

/**
 * Deletes at most `limit` rows, so that one statement is short however many there are. (PostgreSQL has
 * no DELETE … LIMIT.)
 *
 * @param key the primary key of the table.
 * @returns how many went; fewer than `limit` when these were all.
 */
export async function deleteSome(
  db: Db,
  table: PgTable,
  key: PgColumn,
  where: SQL,
  limit: number,
): Promise<number> {
  const some = db.select({ key }).from(table).where(where).limit(limit)
  const deleted = await db.delete(table).where(inArray(key, some)).returning({ key })
  return deleted.length
}

/**
 * Deletes some of the sessions past their absolute limit, whatever ended them. It never moves, so
 * nothing can live again between the two parts of the statement.
 *
 * @returns how many went; fewer than `limit` when these were all.
 */
export function deleteExpiredSessions(db: Db, now: number, limit: number): Promise<number> {
  return deleteSome(db, sessions, sessions.id, lte(sessions.absoluteExpiresAt, now), limit)
}

/** Deletes some of the events that are as old as that or older. @returns how many went. */
export function deleteEventsBefore(db: Db, time: number, limit: number): Promise<number> {
  const old = lte(securityEvents.createdAt, time)
  return deleteSome(db, securityEvents, securityEvents.id, old, limit)
}

/** Deletes some of the one-time tokens that have expired. @returns how many went. */
export function deleteExpiredTokens(db: Db, now: number, limit: number): Promise<number> {
  const expired = lte(oneTimeTokens.expiresAt, now)
  return deleteSome(db, oneTimeTokens, oneTimeTokens.tokenHash, expired, limit)
}
