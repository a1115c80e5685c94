import { and, desc, eq, lt, lte, or, type SQLWrapper, sql } from 'drizzle-orm'
import type { Db } from './client'
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

/** A place in a list of events: by a time, and by id within a millisecond. */
export type EventPlace = { time: number; id: string }

/** The place of an event among those of its account: by when it last happened. */
export const eventPlace = ({ createdAt, lastAt, id }: SecurityEventRow): EventPlace => ({
  time: lastAt ?? createdAt,
  id,
})

/**
 * @param after only what comes after this place; null from the newest. Unlike an offset it neither
 *   repeats nor skips anything when events arrive meanwhile.
 */
type EventRange = { after: EventPlace | null; limit: number }

/**
 * The events of one account, newest first: one that happens again goes to the front, and is then
 * newer than the page that someone has before them.
 */
export const listUserEvents = (db: Db, userId: string, range: EventRange) =>
  listBy(lastTime, db, userId, range)

/** The same by when each first happened, which never changes: nothing is missed between two pages. */
export const listUserEventsByStart = (db: Db, userId: string, range: EventRange) =>
  listBy(securityEvents.createdAt, db, userId, range)

function listBy(
  time: SQLWrapper,
  db: Db,
  userId: string,
  { after, limit }: EventRange,
): Promise<SecurityEventRow[]> {
  const { id } = securityEvents
  // The first condition is implied by the second; an index is entered at its place with it.
  const older = after && and(lte(time, after.time), or(lt(time, after.time), lt(id, after.id)))
  return db
    .select()
    .from(securityEvents)
    .where(and(eq(securityEvents.userId, userId), older ?? undefined))
    .orderBy(desc(time), desc(id))
    .limit(limit)
}
