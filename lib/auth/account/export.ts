import { setImmediate as turn } from 'node:timers/promises'
import { listUserEventsByStart } from '../../../db/events'
import type { SecurityEventRow, SessionRow, UserRow } from '../../../db/schema'
import { listSessionsOfUser } from '../../../db/session-lists'
import type { AccountExport } from '../../contract/answers'
import { accountEvent } from '../events/list-events'
import type { RequestContext } from '../request-context'
import { sessionSummary } from '../sessions/account-sessions'
import type { ActiveSession } from '../sessions/session-lookup'
import { publicUser } from './public-user'

/** Rows of one statement: what is in memory of an export at any time. */
const PAGE = 100

const isoTime = (time: number) => new Date(time).toISOString()
const isoTimeOrNull = (time: number | null) => (time === null ? null : isoTime(time))

/**
 * Everything that is kept about a person (GDPR articles 15 and 20), but for what proves things: no
 * hash, salt or token is anybody's to take away. Times are ISO 8601 UTC.
 *
 * @returns the parts of one JSON document, in order; between two of them everyone else has a turn.
 *   Without its last part it is no JSON: what breaks off is never taken for all there is.
 */
export async function* exportAccount(
  { db, now }: RequestContext,
  { session, user }: ActiveSession,
): AsyncGenerator<string> {
  const sessions = pages((after: SessionRow | null) =>
    listSessionsOfUser(db, user.id, { after, limit: PAGE }),
  )
  const events = pages((after: SecurityEventRow | null) =>
    listUserEventsByStart(db, user.id, {
      after: after && { time: after.createdAt, id: after.id },
      limit: PAGE,
    }),
  )
  const exportedAt = isoTime(now)
  yield `{"exportedAt":"${exportedAt}","user":${JSON.stringify(exportedUser(user))},"sessions":[`
  yield* members(sessions, (row) => exportedSession(row, session.id))
  yield '],"events":['
  yield* members(events, (row) => exportedEvent(row, session.id))
  yield ']}'
}

/** Reads page after page, until one is not full. */
async function* pages<Row>(read: (after: Row | null) => Promise<Row[]>): AsyncGenerator<Row[]> {
  let after: Row | null = null
  let page: Row[]
  do {
    page = await read(after)
    yield page
    after = page.at(-1) ?? null
    // SQLite answers at once: without this no one else would be served until the end.
    await turn()
  } while (page.length === PAGE)
}

/** The members of a JSON array, without its brackets. */
async function* members<Row>(
  pages: AsyncGenerator<Row[]>,
  exported: (row: Row) => object,
): AsyncGenerator<string> {
  let separator = ''
  for await (const page of pages) {
    if (page.length === 0) continue
    yield separator + page.map((row) => JSON.stringify(exported(row))).join(',')
    separator = ','
  }
}

function exportedUser(user: UserRow): AccountExport['user'] {
  return {
    ...publicUser(user),
    emailVerifiedAt: isoTimeOrNull(user.emailVerifiedAt),
    disabledAt: isoTimeOrNull(user.disabledAt),
    tokenVersion: user.tokenVersion,
    tokenVersionReason: user.tokenVersionReason,
  }
}

function exportedSession(
  row: SessionRow,
  currentSessionId: string,
): AccountExport['sessions'][number] {
  return {
    ...sessionSummary(row, currentSessionId),
    authenticatedAt: isoTime(row.authenticatedAt),
    rotatedAt: isoTimeOrNull(row.rotatedAt),
    retriedAt: isoTimeOrNull(row.retriedAt),
    rotations: row.generation,
    absoluteExpiresAt: isoTime(row.absoluteExpiresAt),
    browserOnly: row.browserOnly === 1,
    revokedAt: isoTimeOrNull(row.revokedAt),
    revokedReason: row.revokedReason,
  }
}

function exportedEvent(
  row: SecurityEventRow,
  currentSessionId: string,
): AccountExport['events'][number] {
  return { ...accountEvent(row, currentSessionId), userAgent: row.userAgent }
}
