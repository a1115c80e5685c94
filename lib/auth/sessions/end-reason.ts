import type { SessionRow, UserRow } from '../../../db/schema'
import type { EndReason, RevokedReason } from '../../contract/end-reasons'

/** What each end of a session is told as. A table, so that a new end does not compile without. */
const TOLD: Record<RevokedReason, EndReason> = {
  'sign-out': 'sign-out',
  'ended-elsewhere': 'ended-elsewhere',
  'session-limit': 'session-limit',
  replaced: 'sign-in',
  reuse: 'token-reuse-session',
}

/**
 * Why a session has ended, as far as its row and its person's tell; undefined for one that lives,
 * or whose end nobody has noted.
 *
 * The session's own end comes first: it was over before its person's `token_version` went up. Only
 * a reuse is noted on both.
 */
export function endReasonOf(
  { tokenVersion, revokedReason }: Pick<SessionRow, 'tokenVersion' | 'revokedReason'>,
  user: Pick<UserRow, 'tokenVersion' | 'tokenVersionReason' | 'disabledAt'>,
): EndReason | undefined {
  const isBehind = tokenVersion !== user.tokenVersion
  if (revokedReason === 'reuse' && isBehind) return 'token-reuse'
  if (revokedReason) return TOLD[revokedReason]
  // Also where it was disabled by hand, and nothing else was written.
  if (user.disabledAt !== null) return 'disabled'
  return (isBehind && user.tokenVersionReason) || undefined
}
