import { setImmediate as turn } from 'node:timers/promises'
import type { Db } from '../../../db/client'
import { listUserEventsByStart } from '../../../db/events'
import { listMailsOfUser } from '../../../db/mails'
import type { MailRow, SecurityEventRow, SessionRow, UserRow } from '../../../db/schema'
import { listSessionsOfUser } from '../../../db/session-lists'
import type { AccountExport } from '../../contract/answers'
import type { PageRange, Place } from '../../contract/pages'
import { isoTime } from '../../contract/time'
import { accountEvent } from '../events/list-events'
import type { RequestContext } from '../request-context'
import { sessionSummary } from '../sessions/manage-sessions'
import type { ActiveSession } from '../sessions/read-session'
import { publicUser } from './public-user'

/** Rows of one statement: what is in memory of an export at any time. */
const PAGE = 100

/**
 * The lists of an export by their names. Each yields the members of a JSON array, without its brackets:
 * `exportRows` makes one. A feature adds what it keeps of a user.
 */
export type ExportLists = Record<string, (db: Db, userId: string) => AsyncGenerator<string>>

/**
 * Everything that is kept about a user (GDPR articles 15 and 20) except what proves something: no
 * hash, no salt and no token. Times are ISO 8601 UTC.
 *
 * @param more the lists beside those of the core.
 * @returns the parts of one JSON document, in order; between two of them everyone else has a turn.
 *   Without its last part it is no JSON: what breaks off is never taken for all there is.
 */
export async function* exportAccount(
  { db, now }: RequestContext,
  { session, user }: ActiveSession,
  more: ExportLists = {},
): AsyncGenerator<string> {
  const lists: ExportLists = {
    sessions: exportRows(listSessionsOfUser, (row) => exportedSession(row, session.id)),
    events: exportRows(listUserEventsByStart, (row) => exportedEvent(row, session.id)),
    mails: exportRows(listMailsOfUser, exportedMail),
    ...more,
  }
  const exportedAt = isoTime(now)
  yield `{"exportedAt":"${exportedAt}","user":${JSON.stringify(exportedUser(user))}`
  for (const [name, rows] of Object.entries(lists)) {
    yield `,${JSON.stringify(name)}:[`
    yield* rows(db, user.id)
    yield ']'
  }
  yield '}'
}

/**
 * A list of an export, from rows that have a time and an id.
 *
 * @param read some of the rows of a user, those with the latest `createdAt` first.
 * @param exported a row as it is exported.
 */
export function exportRows<Row extends { id: string; createdAt: number }>(
  read: (db: Db, userId: string, range: PageRange) => Promise<Row[]>,
  exported: (row: Row) => object,
): ExportLists[string] {
  return async function* members(db, userId) {
    let after: Place | null = null
    let page: Row[]
    do {
      page = await read(db, userId, { after, limit: PAGE })
      const text = page.map((row) => JSON.stringify(exported(row))).join(',')
      if (text) yield after ? `,${text}` : text
      const last = page.at(-1)
      after = last ? { time: last.createdAt, id: last.id } : null
      // SQLite answers at once: without this no one else would be served until the end.
      await turn()
    } while (page.length === PAGE)
  }
}

function exportedUser(user: UserRow): AccountExport['user'] {
  return {
    ...publicUser(user),
    emailVerifiedAt: isoTime(user.emailVerifiedAt),
    disabledAt: isoTime(user.disabledAt),
    tokenVersion: user.tokenVersion,
    tokenVersionReason: user.tokenVersionReason,
  }
}

function exportedSession(row: SessionRow, currentId: string): AccountExport['sessions'][number] {
  return {
    ...sessionSummary(row, currentId),
    authenticatedAt: isoTime(row.authenticatedAt),
    rotatedAt: isoTime(row.rotatedAt),
    retriedAt: isoTime(row.retriedAt),
    rotations: row.generation,
    absoluteExpiresAt: isoTime(row.absoluteExpiresAt),
    browserOnly: row.browserOnly === 1,
    revokedAt: isoTime(row.revokedAt),
    revokedReason: row.revokedReason,
  }
}

function exportedMail({
  kind,
  recipient,
  newEmail,
  ...row
}: MailRow): AccountExport['mails'][number] {
  return {
    kind,
    recipient,
    newEmail,
    userAgent: row.userAgent,
    ip: row.ip,
    createdAt: isoTime(row.createdAt),
    // None goes to an address that is taken: the time would show a user which addresses have accounts.
    sentAt: kind === 'confirm-email-change' ? null : isoTime(row.sentAt),
  }
}

function exportedEvent(row: SecurityEventRow, currentId: string): AccountExport['events'][number] {
  return { ...accountEvent(row, currentId), userAgent: row.userAgent }
}
