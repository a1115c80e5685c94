// Machine: a clone need not edit this file.
import 'server-only'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { publicUser } from '../auth/account/public-user'
import { sessionOfRefreshTokens } from '../auth/sessions/read-session'
import { config } from '../config/config'
import type { User } from '../contract/user'
import { readRefreshCookies } from './cookies'
import { signInPath } from './next-path'
import { readForPage } from './page-read'
import { requestContext } from './request-context'

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
  const request = { headers: await headers() }
  const tokens = readRefreshCookies(config(), request.headers.get('cookie'))
  if (tokens.length === 0) return null
  const found = await readForPage(() => sessionOfRefreshTokens(requestContext(request), tokens))
  if (!found) return null
  const { session, user } = found
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
 * The guard of a page. Every protected page calls it itself: a layout is not rendered again for
 * each page under it, and its segments can be asked for one by one.
 *
 * @param path where to return to after signing in.
 */
export async function requireCurrentUser(path: string): Promise<CurrentUser> {
  return (await getCurrentUser()) ?? redirect(signInPath(path))
}
