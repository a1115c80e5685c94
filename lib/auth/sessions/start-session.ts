// Machine: a clone need not edit this file.
/** A session begins: its row, and what the browser gets. */
import { randomBytes, randomUUID } from 'node:crypto'
import type { NewMailRow } from '../../../db/mails'
import type { SessionRow, UserRow } from '../../../db/schema'
import { insertSession } from '../../../db/sessions'
import { mailIsWaiting } from '../mails'
import type { Device, RequestContext } from '../request-context'
import { keepToSessionLimit } from './session-limit'
import { type Grant, grant, hashRefreshToken, idleExpiry, nextRefreshToken } from './session-tokens'

/**
 * In seconds: the end of a session that is to last while the browser is open. Browsers that restore
 * their windows restore such cookies, too.
 */
const BROWSER_ONLY_MAX_AGE = 86_400

/**
 * Begins a session for a user who has just proved who they are. Beyond AUTH_MAX_SESSIONS the oldest
 * ones end.
 *
 * @param from where the request comes from, and whether the session is to end with the browser (1).
 * @param mail that tells the owner of it.
 * @returns undefined where the user's row has moved on since it was read: another password, the end
 *   of all sessions, or a disabled account. Nothing was given out then.
 */
export async function startSession(
  context: RequestContext,
  user: UserRow,
  from: Device & Partial<Pick<SessionRow, 'browserOnly'>>,
  mail?: NewMailRow,
): Promise<Grant | undefined> {
  const { now, config } = context
  const { userAgent, ip, browserOnly = 0 } = from
  const longest = browserOnly === 1 ? BROWSER_ONLY_MAX_AGE : Number.POSITIVE_INFINITY
  const absoluteExpiresAt = now + Math.min(config.sessionMaxAge, longest) * 1000
  const source = {
    id: randomUUID(),
    salt: randomBytes(32).toString('base64url'),
    generation: 0,
    rotatedAt: null,
    createdAt: now,
    idleExpiresAt: idleExpiry(context, absoluteExpiresAt),
  }
  const refreshToken = await nextRefreshToken(context, source)
  const session: SessionRow = {
    ...source,
    userId: user.id,
    tokenVersion: user.tokenVersion,
    previousGeneration: null,
    refreshTokenHash: hashRefreshToken(refreshToken),
    retriedAt: null,
    confirmedGeneration: null,
    authenticatedAt: now,
    lastUsedAt: now,
    absoluteExpiresAt,
    browserOnly,
    revokedAt: null,
    revokedReason: null,
    userAgent,
    ip,
  }
  if (!(await insertSession(context.db, session, mail))) return undefined
  if (mail) mailIsWaiting()
  await keepToSessionLimit(context, user)
  return grant(context, session, user, refreshToken)
}
