import { findUserByEmail, replacePasswordHash } from '../../db/users'
import type { AuthContext } from './context'
import { type ErrorCode, type Failure, failure } from './errors'
import { recordEvent, recordEventSoon } from './events'
import { type Grant, startSession } from './grant'
import { sessionLane, strangerLane } from './hash-lanes'
import type { Credentials } from './input'
import { endSession } from './logout'
import { hashPassword, needsRehash, verifyPassword } from './password-hash'

const DISABLED = 'This account is disabled. Ask the people who run this site.'

/**
 * Signs a person in with address and password.
 *
 * @param browser.refreshToken what the browser held before: that session ends, so a cookie planted
 *   by somebody else is never carried on (session fixation, ASVS v5.0.0-7.2.4).
 * @returns one answer for an unknown address and a wrong password, at the same cost in time
 *   (ASVS v5.0.0-6.3.8); `forbidden` for the right password of a disabled account; `busy` when too
 *   many sign-ins wait.
 */
export async function login(
  context: AuthContext,
  { email, password }: Credentials,
  browser: { refreshToken: string | null },
): Promise<{ ok: true; grant: Grant } | Failure<'invalid-credentials' | 'forbidden' | 'busy'>> {
  const { config, db } = context
  const user = await findUserByEmail(db, email)
  const refuse = <Code extends ErrorCode>(code: Code, detail?: string) => {
    const about = { userId: user?.id ?? null, sessionId: null }
    recordEventSoon(context, { type: 'sign-in-failed', ...about })
    return failure(code, { detail })
  }
  const lane = strangerLane(context.device, email)
  const verified = await verifyPassword(password, user?.passwordHash, config, lane)
  if (!verified.ok) return verified
  if (!user || !verified.value) return refuse('invalid-credentials')
  // Only whoever knows the password learns that the account exists and is shut.
  if (user.disabledAt !== null) return refuse('forbidden', DISABLED)

  // The right password was shown: from here on no flood is before this sign-in.
  const proven = sessionLane(context.device, user.id)
  let current = user
  if (browser.refreshToken !== null) {
    await endSession(context, browser.refreshToken, 'replaced')
    // That may have been a reuse, which ends whatever began before it: the new session counts from
    // here. Not with another password, though: then what was just verified is out of date.
    const reread = await findUserByEmail(db, email)
    if (reread?.passwordHash !== user.passwordHash) {
      const again = await verifyPassword(password, reread?.passwordHash, config, proven)
      if (!again.ok) return again
      if (!reread || !again.value) return refuse('invalid-credentials')
    }
    // A session that counts from here would outlive the end of all others.
    if (reread.disabledAt !== null) return refuse('forbidden', DISABLED)
    current = reread
  }
  if (needsRehash(current.passwordHash, config)) {
    // Only now is the password at hand. A full queue is no reason to refuse the sign-in.
    const rehashed = await hashPassword(password, config, proven)
    if (rehashed.ok) await replacePasswordHash(db, current, rehashed.value)
  }
  const grant = await startSession(context, current, context.device)
  const about = { userId: user.id, sessionId: grant.sessionId }
  await recordEvent(context, { type: 'sign-in', ...about })
  return { ok: true, grant }
}
