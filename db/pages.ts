// Machine: a clone need not edit this file.
import { and, desc, eq, lt, lte, or, type SQLWrapper } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { PageRange } from '../lib/contract/pages'
import type { Db } from './client'

type TableOfUsers = PgTable & Record<'id' | 'userId' | 'createdAt', PgColumn>

/**
 * Some of the rows of a user, the newest first. Unlike an offset, a place neither repeats nor skips a
 * row when rows are added meanwhile.
 *
 * @param time what "newest" is about.
 */
export async function rowsOfUser<Table extends TableOfUsers>(
  db: Db,
  table: Table,
  userId: string,
  { after: place, limit }: PageRange,
  time: SQLWrapper = table.createdAt,
): Promise<Table['$inferSelect'][]> {
  const { id } = table
  // The first condition follows from the second; with it the database enters an index at the place.
  const isAfter = place && and(lte(time, place.time), or(lt(time, place.time), lt(id, place.id)))
  return db
    .select()
    .from(table as PgTable)
    .where(and(eq(table.userId, userId), isAfter ?? undefined))
    .orderBy(desc(time), desc(id))
    .limit(limit)
}
