import { changePasswordHash, findUser } from '../../db/users'
import type { AuthContext } from './context'
import { endedReason } from './ended-reason'
import { type Failure, failure } from './errors'
import { recordEvent } from './events'
import { type Grant, startSession } from './grant'
import { sessionLane } from './hash-lanes'
import type { PasswordChange } from './input'
import { hashPassword, verifyPassword } from './password-hash'
import { passwordWeakness, weakPassword } from './password-policy'
import type { ActiveSession } from './sessions'

/**
 * Changes a password. Every session and every access token of the person ends in the statement
 * that stores it (ASVS v5.0.0-7.4.3); the caller goes on under a new session id (7.2.4). An answer
 * that is lost locks nobody out: the new password signs in.
 *
 * @returns `invalid-credentials` for a wrong current password, which ends nothing;
 *   `session-revoked` where something ended the session meanwhile; `busy` where too many hashes
 *   wait, or the stored one was made anew by a sign-in at this very moment.
 */
export async function changePassword(
  context: AuthContext,
  { session, user }: ActiveSession,
  { currentPassword, newPassword }: PasswordChange,
): Promise<
  | { ok: true; grant: Grant }
  | Failure<'invalid-credentials' | 'weak-password' | 'session-revoked' | 'busy'>
> {
  const { config, db } = context
  const lane = sessionLane(context.device, user.id)
  const current = await verifyPassword(currentPassword, user.passwordHash, config, lane)
  if (!current.ok) return current
  if (!current.value) {
    const about = { userId: user.id, sessionId: session.id }
    await recordEvent(context, { type: 'step-up-failed', ...about })
    return failure('invalid-credentials', { detail: 'The current password is wrong.' })
  }
  const weakness = isSame(currentPassword, newPassword)
    ? 'This is the password you have. Choose another one.'
    : passwordWeakness(newPassword, { email: user.email, minLength: config.passwordMinLength })
  if (weakness) return weakPassword(weakness, 'newPassword')
  const hashed = await hashPassword(newPassword, config, lane)
  if (!hashed.ok) return hashed

  const changed = await changePasswordHash(db, user, hashed.value)
  if (!changed) return overtaken(context, { session, user })
  const grant = await startSession(context, changed, session)
  await recordEvent(context, {
    type: 'password-changed',
    userId: user.id,
    sessionId: grant.sessionId,
  })
  return { ok: true, grant }
}

/** As the hash sees them: two spellings of one text are one password. */
function isSame(one: string, other: string): boolean {
  return one.normalize('NFC') === other.normalize('NFC')
}

/** The row moved on while the hashes were made: is it still the password that was checked? */
async function overtaken(
  { db }: AuthContext,
  { session, user }: ActiveSession,
): Promise<Failure<'session-revoked' | 'busy'>> {
  const now = await findUser(db, user.id)
  // Every other password raises the version, so at the same one only the way of storing changed.
  if (now?.tokenVersion === user.tokenVersion) return failure('busy', { retryAfter: 1 })
  return failure('session-revoked', { reason: now && endedReason(session, now) })
}
