// Machine: a clone need not edit this file.
import type { UserRow } from '../../../db/schema'
import { findUser, findUserByEmail, replacePasswordHash } from '../../../db/users'
import { type ErrorCode, type Failure, failure } from '../../contract/errors'
import type { Credentials } from '../../contract/inputs'
import { recordEvent, recordEventSoon } from '../events/record-event'
import { type HashLane, sessionLane, strangerLane } from '../passwords/hash-lanes'
import { hashPassword, needsRehash, verifyPassword } from '../passwords/password-hash'
import { refusalCostOf } from '../passwords/refusal-cost'
import { later, type RequestContext } from '../request-context'
import { newSignInMail } from './new-sign-in'
import type { Grant } from './session-tokens'
import { endSession } from './sign-out'
import { startSession } from './start-session'

const DISABLED = 'This account is disabled. Ask the people who run this site.'

/** The user's row moves on under a sign-in now and then, never for long. */
const ATTEMPTS = 3

type Refused = Failure<'invalid-credentials' | 'email-unverified' | 'forbidden' | 'busy'>

/**
 * Signs a user in with address and password.
 *
 * @param credentials.remember false for a session that ends when the browser closes.
 * @param browser.refreshTokens what the browser held before, all of it: those sessions end, so a
 *   cookie planted by someone else is never carried on (session fixation, ASVS v5.0.0-7.2.4).
 * @param browser.isKnown has it signed in to this account before? Otherwise a mail may tell the owner.
 * @returns one answer for an unknown address and a wrong password, at the same cost in time
 *   (ASVS v5.0.0-6.3.8); `forbidden` for the right password of a disabled account;
 *   `email-unverified` for the right password where the address has to be verified first; `busy` when
 *   too many sign-ins wait.
 */
export async function signInWithPassword(
  context: RequestContext,
  { email, password, remember = true }: Credentials & { remember?: boolean },
  browser: { refreshTokens: string[]; isKnown?: boolean },
): Promise<{ ok: true; grant: Grant } | Refused> {
  const { config, db } = context
  const found = await findUserByEmail(db, email)
  const proved = await prove(context, found, password, strangerLane(context, email))
  if (!proved.ok) return proved
  const { user } = proved
  // The right password was shown: from here on no flood is before this sign-in.
  const lane = sessionLane(context, user.id)
  let { passwordHash } = user
  if (needsRehash(passwordHash, config)) {
    // Only now is the password at hand. A full queue is no reason to refuse the sign-in.
    const rehashed = await hashPassword(password, config, lane)
    if (rehashed.ok && (await replacePasswordHash(db, user, rehashed.value))) {
      passwordHash = rehashed.value
    }
  }
  for (const token of browser.refreshTokens) await endSession(later(context), token, 'replaced')

  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    // The hash took its time, and so may the end of a session: one that was a reuse has ended all
    // that began before it. The new session counts from here, if the password still does.
    const after = later(context)
    const current = await findUser(db, user.id)
    if (current?.passwordHash !== passwordHash) {
      const again = await prove(after, current, password, lane)
      if (!again.ok) return again
      passwordHash = again.user.passwordHash
      continue
    }
    if (current.disabledAt !== null) return refuse(after, current, 'forbidden', DISABLED)
    const from = { ...after.device, browserOnly: remember ? 0 : 1 }
    const mail = browser.isKnown ? undefined : await newSignInMail(after, current)
    const grant = await startSession(after, current, from, mail)
    if (!grant) continue
    await recordEvent(after, { type: 'sign-in', userId: current.id, sessionId: grant.sessionId })
    return { ok: true, grant }
  }
  return failure('busy', { retryAfter: 1 })
}

/** Is it the password of this user, and may they sign in? */
async function prove(
  context: RequestContext,
  user: UserRow | undefined,
  password: string,
  lane: HashLane,
): Promise<{ ok: true; user: UserRow } | Refused> {
  const { config } = context
  const refusalCost = await refusalCostOf(context)
  const verified = await verifyPassword(password, user?.passwordHash, config, lane, refusalCost)
  if (!verified.ok) return verified
  if (!user || !verified.value) return refuse(context, user, 'invalid-credentials')
  // Only a client that knows the password learns that the account exists and is shut.
  if (user.disabledAt !== null) return refuse(context, user, 'forbidden', DISABLED)
  // No event: the owner would read of a wrong password.
  return config.emailVerification === 'required' && user.emailVerifiedAt === null
    ? failure('email-unverified')
    : { ok: true, user }
}

function refuse<Code extends ErrorCode>(
  context: RequestContext,
  user: UserRow | undefined,
  code: Code,
  detail?: string,
): Failure<Code> {
  recordEventSoon(context, { type: 'sign-in-failed', userId: user?.id ?? null, sessionId: null })
  return failure(code, { detail })
}
