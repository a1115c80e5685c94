// Machine: a clone need not edit this file.
import { and, desc, eq, gte, inArray, sql } from 'drizzle-orm'
import type { PageRange, Place } from '../lib/contract/pages'
import type { Db } from './client'
import { rowsOfUser } from './pages'
import { lastTime, type SecurityEventRow, securityEvents } from './schema'

/** An event that has just happened. */
export type NewEventRow = Omit<SecurityEventRow, 'count' | 'lastAt'>

/** Writes an event down. Where there is one with its id, it is the same again and counted there. */
export async function addEvent(db: Db, event: NewEventRow): Promise<void> {
  const { createdAt: lastAt, userAgent } = event
  await db
    .insert(securityEvents)
    .values(event)
    .onConflictDoUpdate({
      target: securityEvents.id,
      set: { count: sql`${securityEvents.count} + 1`, lastAt, userAgent },
    })
}

/** A sign-in, or the sign-up, and where it came from. */
export type SignInBefore = Pick<SecurityEventRow, 'type' | 'ip' | 'userAgent'>

/** The last sign-ins to an account since a time, and its sign-up, the newest first. */
export async function listSignIns(
  db: Db,
  userId: string,
  { since, limit }: { since: number; limit: number },
): Promise<SignInBefore[]> {
  const { type, ip, userAgent, createdAt } = securityEvents
  return db
    .select({ type, ip, userAgent })
    .from(securityEvents)
    .where(
      and(
        eq(securityEvents.userId, userId),
        inArray(type, ['sign-in', 'sign-up']),
        gte(createdAt, since),
      ),
    )
    .orderBy(desc(createdAt))
    .limit(limit)
}

/** The place of an event among those of its account: by when it last happened. */
export const eventPlace = ({ createdAt, lastAt, id }: SecurityEventRow): Place => ({
  time: lastAt ?? createdAt,
  id,
})

/**
 * The events of one account, newest first: one that happens again goes to the front, and is then
 * newer than the page that someone has before them.
 */
export const listUserEvents = (db: Db, userId: string, range: PageRange) =>
  rowsOfUser(db, securityEvents, userId, range, lastTime)

/** The same by when each first happened, which never changes: nothing is missed between two pages. */
export const listUserEventsByStart = (db: Db, userId: string, range: PageRange) =>
  rowsOfUser(db, securityEvents, userId, range)
