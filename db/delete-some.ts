// Machine: a clone need not edit this file.
import { inArray, type SQL } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { Db } from './client'

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
