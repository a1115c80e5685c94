// Machine: a clone need not edit this file.
/** The security events of an account, as its owner reads them. */
import { eventPlace, listUserEvents } from '../../../db/events'
import type { SecurityEventRow } from '../../../db/schema'
import type { AccountEvent, EventPage } from '../../contract/answers'
import { SECURITY_EVENT_TYPES } from '../../contract/events'
import { type PageQuery, pageOf } from '../../contract/pages'
import { isoTime } from '../../contract/time'
import type { RequestContext } from '../request-context'
import { deviceInWords } from '../sessions/device-name'

/**
 * One page of an account's events, what happened last first.
 *
 * @param of whose events, and which session to mark as the current one.
 */
export async function listEvents(
  { db }: Pick<RequestContext, 'db'>,
  of: { userId: string; sessionId: string },
  query: PageQuery,
): Promise<EventPage> {
  const read = (range: Parameters<typeof listUserEvents>[2]) => listUserEvents(db, of.userId, range)
  const { rows, nextCursor } = await pageOf(query, read, eventPlace)
  return {
    events: rows.filter(isKnown).map((row) => accountEvent(row, of.sessionId)),
    nextCursor,
  }
}

/** A newer release, or a hand in the database, may have written what this one has no words for. */
const isKnown = ({ type }: SecurityEventRow) => SECURITY_EVENT_TYPES.includes(type)

export function accountEvent(row: SecurityEventRow, currentSessionId: string): AccountEvent {
  return {
    id: row.id,
    type: row.type,
    createdAt: isoTime(row.createdAt),
    count: row.count,
    lastAt: isoTime(row.lastAt),
    ip: row.ip,
    ...deviceInWords(row.userAgent),
    sessionId: row.sessionId,
    current: row.sessionId === currentSessionId,
  }
}
