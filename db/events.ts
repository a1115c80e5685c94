import { and, desc, eq, lt, or } from 'drizzle-orm'
import type { Db } from './client'
import { type SecurityEventRow, securityEvents } from './schema'

export async function insertEvent(db: Db, event: SecurityEventRow): Promise<void> {
  await db.insert(securityEvents).values(event)
}

/** The place of an event in its account's list: newest first, and by id within a millisecond. */
export type EventPlace = Pick<SecurityEventRow, 'createdAt' | 'id'>

/**
 * The events of one account, newest first.
 *
 * @param after only what comes after this place; null from the newest. Unlike an offset it neither
 *   repeats nor skips anything when events arrive meanwhile.
 * @param limit null for all of them.
 */
export async function listUserEvents(
  db: Db,
  userId: string,
  { after, limit }: { after: EventPlace | null; limit: number | null },
): Promise<SecurityEventRow[]> {
  const { createdAt, id } = securityEvents
  const older = after
    ? or(lt(createdAt, after.createdAt), and(eq(createdAt, after.createdAt), lt(id, after.id)))
    : undefined
  const found = db
    .select()
    .from(securityEvents)
    .where(and(eq(securityEvents.userId, userId), older))
    .orderBy(desc(createdAt), desc(id))
  return limit === null ? found : found.limit(limit)
}
