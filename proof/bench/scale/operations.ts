/** What is measured: the app's own use cases, each with a check that it did what it should. */
import { desc, eq } from 'drizzle-orm'
import { sessions } from '../../../db/schema'
import { raiseTokenVersion } from '../../../db/users'
import type { RequestContext } from '../../../lib/auth/request-context'
import { readSession } from '../../../lib/auth/sessions/read-session'
import { refreshSession } from '../../../lib/auth/sessions/refresh'
import { verifyAccessToken } from '../../../lib/auth/tokens/access-token'
import type { Browser } from './people'

/** One operation on one database: does its work for the browser of that number, again and again. */
export type Operation = (index: number) => Promise<void>

export const NAMES = [
  'refresh',
  'guarded call',
  'sign-out everywhere, call refused',
  'sessions list',
] as const

export type Name = (typeof NAMES)[number]

export type Operations = Record<Name, Operation> & {
  /** Done before each batch, outside of what is measured. */
  prepare?(name: Name): Promise<void>
}

/** After this long a session rotates again: more than AUTH_REFRESH_COALESCE, in milliseconds. */
const NEXT_ROTATION = 61_000

export function expect(truth: boolean, what: string): void {
  if (!truth) throw new Error(`The benchmark measures something else: ${what}`)
}

/**
 * @param active browsers of people who stay signed in.
 * @param leaving browsers of people who sign out everywhere.
 */
export function operationsOn(
  context: RequestContext,
  active: Browser[],
  leaving: Browser[],
): Operations {
  const { db, config, now } = context
  const rotatedAt = active.map(() => now - NEXT_ROTATION)
  const versions = leaving.map(({ user }) => user.tokenVersion)
  const at = <T>(list: T[], index: number) => list[index % list.length] as T

  const guarded = async ({ accessToken }: Browser) => {
    const verified = await verifyAccessToken(config, accessToken, now)
    return verified.ok ? readSession(context, verified.claims) : verified
  }

  return {
    async refresh(index) {
      const which = index % active.length
      const browser = active[which] as Browser
      // Its clock goes on from one rotation to the next; the test waits no minute.
      const time = (rotatedAt[which] as number) + NEXT_ROTATION
      const refreshed = await refreshSession({ ...context, now: time }, browser.refreshToken)
      expect(refreshed.ok && refreshed.outcome === 'rotated', 'a refresh did not rotate')
      if (!refreshed.ok || !refreshed.grant.refreshToken) return
      browser.refreshToken = refreshed.grant.refreshToken.value
      rotatedAt[which] = time
    },

    async 'guarded call'(index) {
      const result = await guarded(at(active, index))
      expect(result.ok, 'a guarded call was refused')
    },

    async 'sign-out everywhere, call refused'(index) {
      const browser = at(leaving, index)
      const version = versions[index % leaving.length] as number
      await raiseTokenVersion(db, browser.user.id, version, 'sign-out-everywhere')
      versions[index % leaving.length] = version + 1
      const result = await guarded(browser)
      expect(!result.ok && result.code === 'session-revoked', 'a call went on after sign-out')
    },

    async 'sessions list'(index) {
      const { user } = at(active, index)
      const list = await db
        .select()
        .from(sessions)
        .where(eq(sessions.userId, user.id))
        .orderBy(desc(sessions.lastUsedAt))
      expect(list.length === 5, 'a list has not every session')
    },
  }
}
