// Machine: a clone need not edit this file.
import { and, gt, lte, sql } from 'drizzle-orm'
import type { Db } from './client'
import { type RateLimitRow, rateLimits } from './schema'

/** What the clocks of two servers may differ by, in milliseconds. */
const SKEW = 60_000

/**
 * Adds points to a key, in one statement: of many at the same time each gets a sum of its own. A
 * key that has expired begins again, and so does one that a clock set wrong has made last longer than its window.
 *
 * @param duration milliseconds until a key that begins expires.
 * @returns the row as it is now.
 */
export async function addPoints(
  db: Db,
  { key, points, now, duration }: { key: string; points: number; now: number; duration: number },
): Promise<RateLimitRow> {
  const fresh = { key, points: Math.max(points, 0), expiresAt: now + duration }
  const { expiresAt } = rateLimits
  const goes = and(gt(expiresAt, now), lte(expiresAt, fresh.expiresAt + SKEW))
  const [row] = await db
    .insert(rateLimits)
    .values(fresh)
    .onConflictDoUpdate({
      target: rateLimits.key,
      set: {
        points: sql`case when ${goes} then ${rateLimits.points} + ${points} else ${fresh.points} end`,
        expiresAt: sql`case when ${goes} then ${expiresAt} else ${fresh.expiresAt} end`,
      },
    })
    .returning()
  return row ?? fresh
}
