/** What a sign-in or a refresh gives out, and the parts it is made of. */
import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto'
import type { SessionRow, UserRow } from '../../db/schema'
import { insertSession } from '../../db/sessions'
import { signAccessToken } from './access-token'
import { accessTokenClaims } from './access-token-claims'
import type { AuthContext, Device } from './context'
import { makeRefreshToken, type RefreshTokenSource, remakeRefreshToken } from './refresh-token'
import { keepToSessionLimit } from './session-limit'
import { publicUser, type User } from './user'

/** What a browser gets when it signs in or refreshes. */
export type Grant = {
  sessionId: string
  accessToken: string
  /** Lifetime of the access token in seconds. */
  expiresIn: number
  user: User
  /**
   * For the cookie; null when the browser keeps the one it has. `maxAge` is in seconds; null where the
   * cookie is to go when the browser closes.
   */
  refreshToken: { value: string; maxAge: number | null } | null
}

/**
 * Proves a generation: HMAC of its number under the session's salt. Issued with the signing secret
 * and stored nowhere, so neither a leaked secret nor a leaked database alone can make a token.
 */
export function generationProof(salt: string, generation: number): string {
  return createHmac('sha256', Buffer.from(salt, 'base64url'))
    .update(String(generation))
    .digest('base64url')
}

/** What is stored of a refresh token: SHA-256, base64url. */
export function hashRefreshToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

type TokenSource = Pick<
  SessionRow,
  'id' | 'salt' | 'generation' | 'rotatedAt' | 'createdAt' | 'idleExpiresAt'
>

/** The refresh token of a generation that begins now. */
export function nextRefreshToken(context: AuthContext, session: TokenSource): Promise<string> {
  return makeRefreshToken(context.config, refreshTokenSource(session))
}

/**
 * The current refresh token of a session row, made again from it; the same bytes every time, also
 * where AUTH_SECRET has been changed since.
 *
 * @returns undefined where it was signed with a secret that this process does not know.
 */
export async function currentRefreshToken(
  context: AuthContext,
  session: TokenSource & Pick<SessionRow, 'refreshTokenHash'>,
): Promise<string | undefined> {
  const candidates = await remakeRefreshToken(context.config, refreshTokenSource(session))
  return candidates.find((token) => hashRefreshToken(token) === session.refreshTokenHash)
}

function refreshTokenSource(session: TokenSource): RefreshTokenSource {
  return {
    id: session.id,
    generation: session.generation,
    jti: generationProof(session.salt, session.generation),
    issuedAt: session.rotatedAt ?? session.createdAt,
    expiresAt: session.idleExpiresAt,
  }
}

/** When a session used now would go idle, in milliseconds; never beyond its absolute end. */
export function idleExpiry(context: AuthContext, absoluteExpiresAt: number): number {
  return Math.min(context.now + context.config.refreshTokenTtl * 1000, absoluteExpiresAt)
}

/**
 * Makes what the browser receives.
 *
 * @param refreshToken the value for the cookie, or null to leave the cookie alone.
 */
export async function grant(
  context: AuthContext,
  session: SessionRow,
  user: UserRow,
  refreshToken: string | null,
): Promise<Grant> {
  const { token, expiresIn } = await signAccessToken(
    context.config,
    {
      userId: user.id,
      sessionId: session.id,
      generation: session.generation,
      expiresAt: session.absoluteExpiresAt,
      custom: accessTokenClaims(publicUser(user)),
    },
    context.now,
  )
  const left = Math.max(0, Math.floor((session.idleExpiresAt - context.now) / 1000))
  // Of the row, so that each rotation says the same as the sign-in.
  const maxAge = session.browserOnly === 1 ? null : left
  return {
    sessionId: session.id,
    accessToken: token,
    expiresIn,
    user: publicUser(user),
    refreshToken: refreshToken === null ? null : { value: refreshToken, maxAge },
  }
}

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
 * @returns undefined where the user's row has moved on since it was read: another password, the end
 *   of all sessions, or a disabled account. Nothing was given out then.
 */
export async function startSession(
  context: AuthContext,
  user: UserRow,
  from: Device & Partial<Pick<SessionRow, 'browserOnly'>>,
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
  if (!(await insertSession(context.db, session))) return undefined
  await keepToSessionLimit(context, user)
  return grant(context, session, user, refreshToken)
}
