import { findUserByEmail, replacePasswordHash } from '../../db/users'
import type { AuthContext, Device } from './context'
import { type Failure, failure } from './errors'
import { type Grant, startSession } from './grant'
import type { Credentials } from './input'
import { endSession } from './logout'
import { hashPassword, needsRehash, verifyPassword } from './password-hash'

/**
 * Signs a person in with address and password.
 *
 * @param browser.refreshToken what the browser held before: that session ends, so a cookie planted
 *   by somebody else is never carried on (session fixation, ASVS v5.0.0-7.2.4).
 * @returns one answer for an unknown address and a wrong password, at the same cost in time
 *   (ASVS v5.0.0-6.3.8); `busy` when too many sign-ins wait.
 */
export async function login(
  context: AuthContext,
  { email, password }: Credentials,
  browser: Device & { refreshToken: string | null },
): Promise<{ ok: true; grant: Grant } | Failure<'invalid-credentials' | 'busy'>> {
  const { config, db } = context
  const user = await findUserByEmail(db, email)
  const verified = await verifyPassword(password, user?.passwordHash, config)
  if (!verified.ok) return verified
  if (!user || !verified.value) return failure('invalid-credentials')

  let current = user
  if (browser.refreshToken !== null) {
    await endSession(context, browser.refreshToken, 'replaced')
    // That may have been a reuse, which ends whatever began before it: the new session counts from
    // here. Not with another password, though: then what was just verified is out of date.
    const reread = await findUserByEmail(db, email)
    if (reread?.passwordHash !== user.passwordHash) {
      const again = await verifyPassword(password, reread?.passwordHash, config)
      if (!again.ok) return again
      if (!reread || !again.value) return failure('invalid-credentials')
    }
    current = reread
  }
  if (needsRehash(current.passwordHash, config)) {
    // Only now is the password at hand. A full queue is no reason to refuse the sign-in.
    const rehashed = await hashPassword(password, config)
    if (rehashed.ok) await replacePasswordHash(db, current, rehashed.value)
  }
  return { ok: true, grant: await startSession(context, current, browser) }
}
