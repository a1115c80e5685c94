import { and, desc, eq, lt, or, sql } from 'drizzle-orm'
import type { Db } from './client'
import { type SecurityEventRow, securityEvents } from './schema'

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

/** The place of an event in its account's list: newest first, and by id within a millisecond. */
export type EventPlace = Pick<SecurityEventRow, 'createdAt' | 'id'>

/**
 * The events of one account, newest first.
 *
 * @param after only what comes after this place; null from the newest. Unlike an offset it neither
 *   repeats nor skips anything when events arrive meanwhile.
 */
export async function listUserEvents(
  db: Db,
  userId: string,
  { after, limit }: { after: EventPlace | null; limit: number },
): Promise<SecurityEventRow[]> {
  const { createdAt, id } = securityEvents
  const older = after
    ? or(lt(createdAt, after.createdAt), and(eq(createdAt, after.createdAt), lt(id, after.id)))
    : undefined
  return db
    .select()
    .from(securityEvents)
    .where(and(eq(securityEvents.userId, userId), older))
    .orderBy(desc(createdAt), desc(id))
    .limit(limit)
}
