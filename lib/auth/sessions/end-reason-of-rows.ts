// Machine: a clone need not edit this file.
import type { SessionRow, UserRow } from '../../../db/schema'
import {
  type EndReason,
  type RevokedReason,
  TOKEN_VERSION_REASONS,
} from '../../contract/end-reasons'

/** How the API calls each end of one session. */
const BY_REVOKED_REASON: Record<RevokedReason, EndReason> = {
  'sign-out': 'sign-out',
  'ended-elsewhere': 'ended-elsewhere',
  'session-limit': 'session-limit',
  replaced: 'sign-in',
  reuse: 'token-reuse-session',
}

/**
 * Why a session has ended, by its row and its user's; undefined for one that lives, or whose rows do
 * not say why, or say what this release does not know.
 *
 * The session's own end comes first: it was over before its user's `token_version` went up. Only a
 * reuse is written to both rows.
 */
export function endReasonOf(
  { tokenVersion, revokedReason }: Pick<SessionRow, 'tokenVersion' | 'revokedReason'>,
  user: Pick<UserRow, 'tokenVersion' | 'tokenVersionReason' | 'disabledAt'>,
): EndReason | undefined {
  const isBehind = tokenVersion !== user.tokenVersion
  if (revokedReason === 'reuse' && isBehind) return 'token-reuse'
  if (revokedReason) {
    return Object.hasOwn(BY_REVOKED_REASON, revokedReason)
      ? BY_REVOKED_REASON[revokedReason]
      : undefined
  }
  // Also where the account was disabled by hand in the database, and nothing else was written.
  if (user.disabledAt !== null) return 'disabled'
  return isBehind
    ? TOKEN_VERSION_REASONS.find((reason) => reason === user.tokenVersionReason)
    : undefined
}
