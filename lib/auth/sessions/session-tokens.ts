// Machine: a clone need not edit this file.
/** The tokens of a session row: what proves a refresh token, and what the browser gets. */
import { createHash, createHmac } from 'node:crypto'
import type { SessionRow, UserRow } from '../../../db/schema'
import type { User } from '../../contract/user'
import { accessTokenClaims, publicUser } from '../account/public-user'
import type { RequestContext } from '../request-context'
import { signAccessToken } from '../tokens/access-token'
import {
  makeRefreshToken,
  type RefreshTokenSource,
  remakeRefreshToken,
} from '../tokens/refresh-token'

/** What a browser gets when it signs in or refreshes. */
export type Grant = {
  sessionId: string
  accessToken: string
  /** Lifetime of the access token in seconds. */
  expiresIn: number
  user: User
  /** Of the user's row, for what another password ends. */
  credentialVersion: number
  /**
   * For the cookie; null when the browser keeps the one it has. `maxAge` is in seconds; null where the
   * cookie is to go when the browser closes.
   */
  refreshToken: { value: string; maxAge: number | null } | null
}

/** When a session used now would go idle, in milliseconds; never beyond its absolute end. */
export function idleExpiry(context: RequestContext, absoluteExpiresAt: number): number {
  return Math.min(context.now + context.config.refreshTokenTtl * 1000, absoluteExpiresAt)
}

/**
 * Makes what the browser receives.
 *
 * @param refreshToken the value for the cookie, or null to leave the cookie alone.
 */
export async function grant(
  context: RequestContext,
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
    credentialVersion: user.credentialVersion,
    accessToken: token,
    expiresIn,
    user: publicUser(user),
    refreshToken: refreshToken === null ? null : { value: refreshToken, maxAge },
  }
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
export function nextRefreshToken(context: RequestContext, session: TokenSource): Promise<string> {
  return makeRefreshToken(context.config, refreshTokenSource(session))
}

/**
 * The current refresh token of a session row, made again from it; the same bytes every time, also
 * where AUTH_SECRET has been changed since.
 *
 * @returns undefined where it was signed with a secret that this process does not know.
 */
export async function currentRefreshToken(
  context: RequestContext,
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
