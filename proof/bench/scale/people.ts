/** People with real tokens, in a database whose rows were made without any. */
import { eq } from 'drizzle-orm'
import { type SessionRow, sessions, type UserRow } from '../../../db/schema'
import { findSession } from '../../../db/sessions'
import type { RequestContext } from '../../../lib/auth/request-context'
import { hashRefreshToken, nextRefreshToken } from '../../../lib/auth/sessions/session-tokens'
import { signAccessToken } from '../../../lib/auth/tokens/access-token'
import { concurrently } from '../lib/concurrently'
import { idOf, SESSIONS_PER_USER } from './rows'

const HOUR = 3_600_000

/** A browser that is signed in: the tokens it holds. */
export type Browser = {
  user: UserRow
  session: SessionRow
  refreshToken: string
  accessToken: string
}

/** `count` of the numbers below `total`, in no order, the same ones every time. */
export function sample(total: number, count: number): number[] {
  const chosen = new Set<number>()
  let state = 1n
  while (chosen.size < Math.min(count, total)) {
    // A linear congruential generator (MMIX): repeatable, which Math.random is not.
    state =
      (state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) & 0xffff_ffff_ffff_ffffn
    chosen.add(Number((state >> 33n) % BigInt(total)))
  }
  return [...chosen]
}

/** Puts the sessions of some people into a state that a browser with their tokens would find. */
export async function signedIn(
  context: RequestContext,
  { users, people, sessionsEach }: { users: number; people: number[]; sessionsEach: number },
): Promise<Browser[]> {
  const numbers = Array.from({ length: Math.min(sessionsEach, SESSIONS_PER_USER) }, (_, nth) =>
    people.map((person) => person + nth * users),
  ).flat()
  const browsers: Browser[] = []
  await concurrently(numbers.length, async (index) => {
    browsers[index] = await browser(context, idOf(numbers[index] as number))
  })
  return browsers
}

async function browser(context: RequestContext, id: string): Promise<Browser> {
  const found = await findSession(context.db, id)
  if (!found) throw new Error(`there is no session ${id}`)
  const { user } = found
  const state = {
    tokenVersion: user.tokenVersion,
    authenticatedAt: context.now,
    rotatedAt: context.now - HOUR,
    confirmedGeneration: found.session.generation,
    revokedAt: null,
    idleExpiresAt: context.now + context.config.refreshTokenTtl * 1000,
    absoluteExpiresAt: context.now + context.config.sessionMaxAge * 1000,
  }
  const session = { ...found.session, ...state }
  const refreshToken = await nextRefreshToken(context, session)
  await context.db
    .update(sessions)
    .set({ ...state, refreshTokenHash: hashRefreshToken(refreshToken) })
    .where(eq(sessions.id, id))
  const subject = {
    userId: user.id,
    sessionId: id,
    generation: session.generation,
    expiresAt: session.absoluteExpiresAt,
  }
  const { token } = await signAccessToken(context.config, subject, context.now)
  return { user, session, refreshToken, accessToken: token }
}
