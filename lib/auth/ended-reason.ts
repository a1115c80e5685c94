import type { SessionRow, UserRow } from '../../db/schema'
import type { EndedReason } from './errors'

/**
 * Why a session has ended, as far as its row and its person's tell; undefined for one that lives,
 * or whose end nobody has noted.
 *
 * The session's own end comes first: it was over before its person's `token_version` went up. Only
 * a reuse is noted on both.
 */
export function endedReason(
  session: Pick<SessionRow, 'tokenVersion' | 'revokedReason'>,
  user: Pick<UserRow, 'tokenVersion' | 'tokenVersionReason'>,
): EndedReason | undefined {
  const isBehind = session.tokenVersion !== user.tokenVersion
  switch (session.revokedReason) {
    case 'sign-out':
    case 'ended-elsewhere':
    case 'session-limit':
      return session.revokedReason
    case 'replaced':
      return 'sign-in'
    case 'reuse':
      return isBehind ? 'token-reuse' : 'token-reuse-session'
    case null:
      return (isBehind && user.tokenVersionReason) || undefined
  }
}
