/** Long lists come in pages: how a page is asked for, and how it leads to the next one. */
import { z } from 'zod'

/** A place in a list that is ordered by a time and, within one millisecond, by id. */
export type Place = { time: number; id: string }

/** Some of a list: what comes after a place, or from the newest on. */
export type PageRange = { after: Place | null; limit: number }

/** How a page of a list is asked for; `limit` and `cursor` as a query string gives them. */
export const pageQuery = z.object({
  limit: z
    .string()
    .regex(/^([1-9]\d?|100)$/, 'Ask for 1 to 100.')
    .transform(Number)
    .default(20)
    // As it is in a URL; what comes out of the schema is another type.
    .meta({ type: 'integer', minimum: 1, maximum: 100, default: 20 }),
  cursor: z
    .string()
    .transform(readCursor)
    .default(null)
    .meta({ type: 'string', description: 'The `nextCursor` of an earlier answer.' }),
})

export type PageQuery = z.output<typeof pageQuery>

export const nextCursor = z
  .string()
  .nullable()
  .meta({ description: 'What to ask the next page with; null on the last one.' })

/**
 * One page of a list.
 *
 * @param read reads at most so many rows that come after the place of the query.
 * @param placeOf the place of a row in the list.
 */
export async function pageOf<Row>(
  { cursor, limit }: PageQuery,
  read: (range: PageRange) => Promise<Row[]>,
  placeOf: (row: Row) => Place,
): Promise<{ rows: Row[]; nextCursor: string | null }> {
  // One row more than asked for shows whether there is a next page.
  const rows = await read({ after: cursor, limit: limit + 1 })
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return { rows: rows.slice(0, limit), nextCursor: last ? writeCursor(placeOf(last)) : null }
}

/** Opaque to the client; holds nothing but the place of a row that the client has seen. */
function writeCursor({ time, id }: Place): string {
  return Buffer.from(`${time} ${id}`).toString('base64url')
}

function readCursor(cursor: string, { issues }: z.RefinementCtx): Place | null {
  const [, time, id] =
    /^(\d{1,15}) ([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (time && id) return { time: Number(time), id }
  issues.push({
    code: 'custom',
    input: cursor,
    message: 'This is no cursor of an earlier answer. Begin again without one.',
  })
  return null
}
