/** How many statements each kind of request sends, counted at the driver. */
import { findSession } from '../../../db/sessions'
import { raiseTokenVersion } from '../../../db/users'
import { signUp } from '../../../lib/auth/account/sign-up'
import type { RequestContext } from '../../../lib/auth/request-context'
import { readSession, sessionOfRefreshTokens } from '../../../lib/auth/sessions/read-session'
import { refreshSession } from '../../../lib/auth/sessions/refresh'
import type { Grant } from '../../../lib/auth/sessions/session-tokens'
import { signInWithPassword } from '../../../lib/auth/sessions/sign-in'
import { endSession } from '../../../lib/auth/sessions/sign-out'
import { verifyAccessToken } from '../../../lib/auth/tokens/access-token'
import { statementsOf } from './statements'

/** More than AUTH_REFRESH_COALESCE, in milliseconds. */
const LATER = 61_000

/** @returns rows of a table: the request, and its statements by verb. */
export async function statementsPerRequest(context: RequestContext): Promise<string[][]> {
  const credentials = { email: `${crypto.randomUUID()}@example.com`, password: 'salmon upstream 7' }
  const browser = { refreshTokens: [] }
  const later = { ...context, now: context.now + LATER }
  let held: Grant | undefined

  const keep = (result: { ok: true; grant: Grant } | { ok: false }) => {
    if (!result.ok) throw new Error('a request that is counted was refused')
    held = {
      ...result.grant,
      refreshToken: result.grant.refreshToken ?? held?.refreshToken ?? null,
    }
  }
  const cookie = () => held?.refreshToken?.value ?? ''
  const claims = async () => {
    const verified = await verifyAccessToken(context.config, held?.accessToken ?? '', later.now)
    if (!verified.ok) throw new Error(verified.code)
    return verified.claims
  }
  const guarded = async () => readSession(later, await claims())

  const requests: [string, () => Promise<unknown>][] = [
    ['sign-up', () => signUp(context, credentials)],
    ['sign-in', async () => keep(await signInWithPassword(context, credentials, browser))],
    ['guarded call, the first with a generation', guarded],
    ['guarded call, every other', guarded],
    ['page, every other', () => sessionOfRefreshTokens(later, [cookie()])],
    ['refresh, rotated', async () => keep(await refreshSession(later, cookie()))],
    ['refresh, unchanged, the first', async () => keep(await refreshSession(later, cookie()))],
    ['refresh, unchanged, every other', async () => keep(await refreshSession(later, cookie()))],
    ['sign-out', () => endSession(later, cookie())],
    [
      'sign-out everywhere, after the guard',
      async () => raiseTokenVersion(context.db, (await claims()).sub, 0, 'sign-out-everywhere'),
    ],
  ]
  // Statements are prepared at their first use; that is not what is counted.
  await findSession(context.db, '')
  const rows = []
  for (const [name, work] of requests) {
    const verbs = (await statementsOf(work)).map(({ sql }) => sql.split(' ', 1)[0] ?? '')
    rows.push([name, verbs.join(' + ')])
  }
  return rows
}
