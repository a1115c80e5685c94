// Machine: a clone need not edit this file.
import { inArray, lte, type SQL } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { Db } from './client'
import { mails, oneTimeTokens, rateLimits, securityEvents, sessions } from './schema'

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

/** What is purged, by the time that says how old a row is. The limit of a session never moves. */
const PURGED = {
  sessions: [sessions, sessions.id, sessions.absoluteExpiresAt],
  tokens: [oneTimeTokens, oneTimeTokens.tokenHash, oneTimeTokens.expiresAt],
  limits: [rateLimits, rateLimits.key, rateLimits.expiresAt],
  events: [securityEvents, securityEvents.id, securityEvents.createdAt],
  mails: [mails, mails.id, mails.createdAt],
} as const

/** Deletes some of the rows as old as `time` or older, as `deleteSome` does. */
export function deleteOld(db: Db, what: keyof typeof PURGED, time: number, limit: number) {
  const [table, key, column] = PURGED[what]
  return deleteSome(db, table, key, lte(column, time), limit)
}
