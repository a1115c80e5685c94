/** What proves a refresh token: its generation's HMAC, the hash that is stored, and the token made again. */
import { createHash, createHmac } from 'node:crypto'
import type { SessionRow } from '../../../db/schema'
import type { RequestContext } from '../request-context'
import { makeRefreshToken, type RefreshTokenSource, remakeRefreshToken } from './refresh-token'

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
