// Machine: a clone need not edit this file.
/** What the pages under /account show, read on the server: nothing flashes, nothing spins. */
import 'server-only'
import { headers } from 'next/headers'
import { findPendingEmail } from '../../db/one-time-tokens'
import { listEvents } from '../auth/events/list-events'
import { listSessions } from '../auth/sessions/manage-sessions'
import type { EventPage, SessionSummary } from '../contract/answers'
import { pageQuery } from '../contract/pages'
import type { CurrentUser } from './current-user'
import { readForPage } from './page-read'
import { requestContext } from './request-context'

/** The living sessions of the page's user, the last used first. */
export async function sessionsOf({ user, session }: CurrentUser): Promise<SessionSummary[]> {
  const context = requestContext({ headers: await headers() })
  return readForPage(() => listSessions(context, { userId: user.id, sessionId: session.id }))
}

/** The change of address that waits for its link, and when that ends, ISO 8601 UTC; null where there is none. */
export async function pendingEmailOf({
  user,
}: Pick<CurrentUser, 'user'>): Promise<{ email: string; until: string } | null> {
  const { db, now } = requestContext({ headers: await headers() })
  const found = await readForPage(() => findPendingEmail(db, user.id, now))
  return found?.email
    ? { email: found.email, until: new Date(found.expiresAt).toISOString() }
    : null
}

/**
 * A page of the security events of the page's user, newest first.
 *
 * @param query as the page's own query string has it; anything wrong with it counts as not given.
 */
export async function eventsOf(
  { user, session }: CurrentUser,
  query: { limit?: string; cursor?: string } = {},
): Promise<EventPage> {
  const context = requestContext({ headers: await headers() })
  const wanted = pageQuery.catch(pageQuery.parse({})).parse(query)
  return readForPage(() => listEvents(context, { userId: user.id, sessionId: session.id }, wanted))
}
