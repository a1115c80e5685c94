// Machine: a clone need not edit this file.
import { causeOf } from '../../../db/errors'
import { settled } from '../../../db/settled'
import { changePasswordHash, findUser } from '../../../db/users'
import { type Failure, failure } from '../../contract/errors'
import type { PasswordChange } from '../../contract/inputs'
import { log } from '../../log/log'
import { recordEvent } from '../events/record-event'
import { mailIsWaiting, ownerMail } from '../mails'
import { later, type RequestContext } from '../request-context'
import { type ActiveSession, whyEnded } from '../sessions/read-session'
import type { Grant } from '../sessions/session-tokens'
import { startSession } from '../sessions/start-session'
import { sessionLane } from './hash-lanes'
import { refuseNewPassword, weakPassword } from './new-password'
import { hashPassword, verifyPassword } from './password-hash'

/**
 * Changes a password. Every session and every access token of the user ends in the statement
 * that stores it (ASVS v5.0.0-7.4.3); the caller goes on under a new session id (7.2.4), and a mail
 * tells the owner (6.3.7). After a lost answer the new password signs in.
 *
 * @returns no grant where the password was changed and no session could begin after it: the new
 *   password signs in. `invalid-credentials` for a wrong current password, which ends nothing;
 *   `session-revoked` where something ended the session meanwhile; `busy` where too many hashes
 *   wait, or the stored one was made anew by a sign-in at this very moment.
 */
export async function changePassword(
  context: RequestContext,
  { session, user }: ActiveSession,
  { currentPassword, newPassword }: PasswordChange,
): Promise<
  | { ok: true; grant: Grant | null }
  | Failure<
      'invalid-credentials' | 'weak-password' | 'session-expired' | 'session-revoked' | 'busy'
    >
> {
  const { config, db } = context
  const lane = sessionLane(context, user.id)
  const current = await verifyPassword(currentPassword, user.passwordHash, config, lane)
  if (!current.ok) return current
  if (!current.value) {
    const about = { userId: user.id, sessionId: session.id }
    await recordEvent(context, { type: 'step-up-failed', ...about })
    return failure('invalid-credentials', { detail: 'The current password is wrong.' })
  }
  const weak = isSame(currentPassword, newPassword)
    ? weakPassword('This is the password you have. Choose another one.', 'newPassword')
    : await refuseNewPassword(newPassword, 'newPassword', { email: user.email, config })
  if (weak) return weak
  const hashed = await hashPassword(newPassword, config, lane)
  if (!hashed.ok) return hashed

  const after = later(context)
  const mail = ownerMail(after, 'password-changed', user)
  const changed = await settled(
    () => changePasswordHash(db, user, session.id, hashed.value, after.now, mail),
    async () => {
      const stored = await findUser(db, user.id)
      return stored?.passwordHash === hashed.value ? stored : undefined
    },
  )
  // The row moved on while the hashes were made, or the session that asks is over.
  if (!changed) return whyEnded(after, session.id)
  mailIsWaiting()
  // From here on the new password is the one that counts, and every answer has to say so.
  const grant = await startSession(after, changed, session).catch((error: unknown) => {
    log.error({ event: 'grant_failed', userId: user.id, error: causeOf(error) })
    return undefined
  })
  const sessionId = grant?.sessionId ?? session.id
  await recordEvent(after, { type: 'password-changed', userId: user.id, sessionId })
  return { ok: true, grant: grant ?? null }
}

/** As the hash sees them: two spellings of one text are one password. */
function isSame(one: string, other: string): boolean {
  return one.normalize('NFC') === other.normalize('NFC')
}
