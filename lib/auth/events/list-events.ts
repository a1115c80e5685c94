/** The security events of an account, as its owner reads them. */
import { z } from 'zod'
import { type EventPlace, eventPlace, listUserEvents } from '../../../db/events'
import type { SecurityEventRow } from '../../../db/schema'
import type { AccountEvent, EventPage } from '../../contract/answers'
import type { RequestContext } from '../request-context'
import { deviceInWords } from '../sessions/device-in-words'

/** How a page of events is asked for; `limit` and `cursor` as a query string gives them. */
export const eventQuery = z.object({
  limit: z
    .string()
    .regex(/^([1-9]\d?|100)$/, 'Ask for 1 to 100 events.')
    .transform(Number)
    .default(20)
    // As it is in a URL, for the description of the API; what comes out is another type.
    .meta({ type: 'integer', minimum: 1, maximum: 100, default: 20 }),
  cursor: z.string().transform(readCursor).default(null).meta({
    type: 'string',
    description: 'The `nextCursor` of an earlier answer.',
  }),
})

export type EventQuery = z.output<typeof eventQuery>

/**
 * One page of an account's events, what happened last first.
 *
 * @param of whose events, and which session to mark as the current one.
 */
export async function listEvents(
  { db }: Pick<RequestContext, 'db'>,
  of: { userId: string; sessionId: string },
  { limit, cursor }: EventQuery,
): Promise<EventPage> {
  // One more than asked for tells whether there is a next page.
  const rows = await listUserEvents(db, of.userId, { after: cursor, limit: limit + 1 })
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return {
    events: rows.slice(0, limit).map((row) => accountEvent(row, of.sessionId)),
    nextCursor: last ? writeCursor(eventPlace(last)) : null,
  }
}

export function accountEvent(row: SecurityEventRow, currentSessionId: string): AccountEvent {
  return {
    id: row.id,
    type: row.type,
    createdAt: new Date(row.createdAt).toISOString(),
    count: row.count,
    lastAt: row.lastAt === null ? null : new Date(row.lastAt).toISOString(),
    ip: row.ip,
    ...deviceInWords(row.userAgent),
    sessionId: row.sessionId,
    current: row.sessionId === currentSessionId,
  }
}

/** Opaque to whoever gets it; holds nothing but the place of an event they have seen. */
function writeCursor({ time, id }: EventPlace): string {
  return Buffer.from(`${time} ${id}`).toString('base64url')
}

function readCursor(cursor: string, { issues }: z.RefinementCtx): EventPlace | null {
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
