import 'server-only'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { causeOf } from '../../db/errors'
import type { AuthContext } from '../auth/context'
import { type ActiveSession, sessionOfRefreshToken } from '../auth/sessions'
import { publicUser, type User } from '../auth/user'
import { config } from '../config'
import { log } from '../log/log'
import { authContext } from './context'
import { readRefreshCookie } from './cookies'

/** A session as its owner may see it; times are ISO 8601 UTC. */
export type CurrentSession = {
  id: string
  createdAt: string
  lastUsedAt: string
  expiresAt: string
  userAgent: string | null
  ip: string | null
}

export type CurrentUser = { user: User; session: CurrentSession }

/**
 * Who a page is rendered for: the person behind the refresh cookie, asked of the database once a
 * request. Changes nothing, so it may run in any server component. Null for visitors.
 */
export const getCurrentUser = cache(async (): Promise<CurrentUser | null> => {
  // The request first: it tells the build that this page is rendered for each, never ahead of time.
  const header = (await headers()).get('cookie')
  const cookie = readRefreshCookie(config(), header)
  if (cookie.kind !== 'token') return null
  const active = await readSession(authContext(), cookie.token)
  if (!active) return null
  const { session, user } = active
  return {
    user: publicUser(user),
    session: {
      id: session.id,
      createdAt: new Date(session.createdAt).toISOString(),
      lastUsedAt: new Date(session.lastUsedAt).toISOString(),
      expiresAt: new Date(session.idleExpiresAt).toISOString(),
      userAgent: session.userAgent,
      ip: session.ip,
    },
  }
})

/**
 * A page cannot answer for a database that is away: what is thrown here becomes the error page,
 * never a way to the sign-in form. Next prints what it is thrown, and a query error's own message
 * holds the query's parameters; so it is given the cause alone.
 */
async function readSession(context: AuthContext, token: string): Promise<ActiveSession | null> {
  try {
    return await sessionOfRefreshToken(context, token)
  } catch (error) {
    const cause = causeOf(error)
    log.error({ event: 'page_failed', error: cause })
    throw cause
  }
}

/**
 * The guard of a page. Every protected page calls it itself: a layout is not rendered again for
 * each page under it, and its segments can be asked for one by one.
 *
 * @param path where to return to after signing in.
 */
export async function requireCurrentUser(path: string): Promise<CurrentUser> {
  return (await getCurrentUser()) ?? redirect(`/sign-in?next=${encodeURIComponent(path)}`)
}
