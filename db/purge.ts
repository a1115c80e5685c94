// Machine: a clone need not edit this file.
import { and, eq, gt, inArray, isNull, lte, notExists, type SQL } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { Db } from './client'
import { mails, oneTimeTokens, rateLimits, securityEvents, sessions, users } from './schema'

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

/**
 * Deletes some of the accounts that no one has verified or signed in to, with their rows. One that is disabled
 * stays: its address would be free again. So does one of an earlier release, and one that had another password before.
 *
 * @param made the time they were made in, `after` not included. Younger than the oldest event that is kept, or a
 *   sign-in might have been forgotten.
 * @returns how many went; fewer than `limit` when these were all.
 */
export async function deleteUnused(
  db: Db,
  made: { after: number; until: number },
  limit: number,
): Promise<number> {
  const session = db.select({ id: sessions.id }).from(sessions).where(eq(sessions.userId, users.id))
  const signIn = db
    .select({ id: securityEvents.id })
    .from(securityEvents)
    .where(and(eq(securityEvents.userId, users.id), eq(securityEvents.type, 'sign-in')))
  const unverified = and(
    isNull(users.emailVerifiedAt),
    isNull(users.disabledAt),
    // Migration 0009 raised it for each account of an earlier release, which knew of no verified address: the
    // operator may have made it. A new password raises it as well, and such an account was used.
    eq(users.credentialVersion, 0),
  )
  const unused = db
    .select({ id: users.id })
    .from(users)
    .where(
      and(
        unverified,
        gt(users.createdAt, made.after),
        lte(users.createdAt, made.until),
        notExists(session),
        notExists(signIn),
      ),
    )
    .limit(limit)
  // Twice: PostgreSQL asks again of a row that another statement has changed meanwhile.
  const deleted = await db
    .delete(users)
    .where(and(inArray(users.id, unused), unverified))
    .returning({ id: users.id })
  return deleted.length
}
