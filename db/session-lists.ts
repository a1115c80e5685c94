// Machine: a clone need not edit this file.
/** The sessions of one user. No statement reads more rows than its caller allows. */
import { and, desc, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { PageRange } from '../lib/contract/pages'
import type { Db } from './client'
import { rowsOfUser } from './pages'
import { type SessionRow, sessions, type UserRow, users } from './schema'

/** Newest first, and by id within a millisecond. */
const newestFirst = [desc(sessions.createdAt), desc(sessions.id)]

/** What was not ended, though it may have expired. An index holds exactly these. */
const notEnded = (userId: string, tokenVersion: unknown) =>
  and(
    eq(sessions.userId, userId),
    sql`${sessions.tokenVersion} = ${tokenVersion}`,
    isNull(sessions.revokedAt),
  )

/** The living sessions of a user among the newest, the last used first. */
export async function listLiveSessions(
  db: Db,
  userId: string,
  { now, limit }: { now: number; limit: number },
): Promise<SessionRow[]> {
  const version = sql`(select ${users.tokenVersion} from ${users} where ${users.id} = ${userId})`
  const newest = await db
    .select()
    .from(sessions)
    .where(notEnded(userId, version))
    .orderBy(...newestFirst)
    .limit(limit)
  return newest
    .filter((session) => Math.min(session.idleExpiresAt, session.absoluteExpiresAt) > now)
    .sort((a, b) => b.lastUsedAt - a.lastUsedAt || (a.id < b.id ? 1 : -1))
}

/**
 * Ends the sessions of a user beyond a number: those that have expired first, then the oldest.
 * One statement, after the new session was written: of several at a time the last one sees them all.
 *
 * @param limit how many to end at most.
 * @returns how many were ended; fewer than `limit` when these were all.
 */
export async function endSessionsBeyond(
  db: Db,
  user: Pick<UserRow, 'id' | 'tokenVersion'>,
  { keep, now, limit }: { keep: number; now: number; limit: number },
): Promise<number> {
  const { id, createdAt, idleExpiresAt } = sessions
  const newest = db
    .select({ id, createdAt, idleExpiresAt })
    .from(sessions)
    .where(notEnded(user.id, user.tokenVersion))
    .orderBy(...newestFirst)
    .limit(keep + limit)
    .as('newest')
  const expired = sql`case when ${newest.idleExpiresAt} > ${now} then 0 else 1 end`
  const excess = db
    .select({ id: newest.id })
    .from(newest)
    .orderBy(expired, desc(newest.createdAt), desc(newest.id))
    .limit(limit)
    .offset(keep)
  const ended = await db
    .update(sessions)
    .set({ revokedAt: now, revokedReason: 'session-limit' })
    .where(and(isNull(sessions.revokedAt), inArray(sessions.id, excess)))
    .returning({ id: sessions.id })
  return ended.length
}

/** Some of the sessions of a user that are kept, ended ones too, the newest first. */
export const listSessionsOfUser = (db: Db, userId: string, range: PageRange) =>
  rowsOfUser(db, sessions, userId, range)
