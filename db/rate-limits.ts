// Machine: a clone need not edit this file.
import { gt, sql } from 'drizzle-orm'
import type { Db } from './client'
import { type RateLimitRow, rateLimits } from './schema'

/**
 * Adds points to a key, in one statement: of many at the same time each gets a sum of its own. A
 * key that has expired begins again.
 *
 * @param duration milliseconds until a key that begins expires.
 * @returns the row as it is now.
 */
export async function addPoints(
  db: Db,
  { key, points, now, duration }: { key: string; points: number; now: number; duration: number },
): Promise<RateLimitRow> {
  const fresh = { key, points, expiresAt: now + duration }
  const goes = gt(rateLimits.expiresAt, now)
  const [row] = await db
    .insert(rateLimits)
    .values(fresh)
    .onConflictDoUpdate({
      target: rateLimits.key,
      set: {
        points: sql`case when ${goes} then ${rateLimits.points} + ${points} else ${points} end`,
        expiresAt: sql`case when ${goes} then ${rateLimits.expiresAt} else ${fresh.expiresAt} end`,
      },
    })
    .returning()
  return row ?? fresh
}
