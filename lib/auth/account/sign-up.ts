// Machine: a clone need not edit this file.
import { randomUUID } from 'node:crypto'
import type { NewMailRow } from '../../../db/mails'
import { isReservedEmail } from '../../../db/one-time-tokens'
import type { UserRow } from '../../../db/schema'
import { settled } from '../../../db/settled'
import { findUser, findUserByEmail, insertInVain, insertUser } from '../../../db/users'
import { type Failure, failure } from '../../contract/errors'
import type { Credentials, SignUp } from '../../contract/inputs'
import type { User } from '../../contract/user'
import { recordEvent, recordEventSoon } from '../events/record-event'
import { mailIsWaiting, newMail } from '../mails'
import { strangerLane } from '../passwords/hash-lanes'
import { refuseNewPassword } from '../passwords/new-password'
import { hashPassword } from '../passwords/password-hash'
import type { RequestContext } from '../request-context'
import { publicUser } from './public-user'

type Account = Credentials & Partial<SignUp>
type Refused = Failure<'weak-password' | 'email-taken' | 'busy'>

/**
 * Makes an account. Starts no session.
 *
 * Where an address has to be verified first (AUTH_EMAIL_VERIFICATION), the answer is the same for one that is
 * taken, after the same work: a hash, and one mail that is written. What its owner is sent is decided later
 * (`lib/mail/resolve.ts`).
 *
 * @returns `user` null where the answer must not say whether there is one; `weak-password` says which rule and
 *   what helps; `email-taken` also when two sign-ups race.
 */
export async function signUp(
  context: RequestContext,
  account: Account,
): Promise<{ ok: true; user: User | null } | Refused> {
  const { config } = context
  if (config.emailVerification === 'off') return madePublic(await makeAccount(context, account))
  const hidesTaken = config.emailVerification === 'required'
  const id = randomUUID()
  const mail = newMail(context, 'sign-up', { recipient: account.email, userId: id })
  const made = await makeAccount(context, account, { id, mail, hidesTaken })
  const isHidden = hidesTaken && !made.ok && made.code === 'email-taken'
  if (!isHidden && !made.ok) return made
  mailIsWaiting()
  return hidesTaken ? { ok: true, user: null } : madePublic(made)
}

const madePublic = (made: { ok: true; user: UserRow } | Refused) =>
  made.ok ? { ok: true as const, user: publicUser(made.user) } : made

type How = {
  id?: string
  /** Written with the account. */
  mail?: NewMailRow
  emailVerifiedAt?: number
  /** Does the answer hide whether the address was taken? Then the work is alike, and the mail is written for a taken one, too. */
  hidesTaken?: boolean
}

/**
 * Makes an account by the rules of sign-up.
 *
 * @param account members of `signUpInput` beside the credentials, each for the column of its name; an
 *   account that the operator makes has none of them.
 */
export async function makeAccount(
  context: RequestContext,
  { email, password, ...profile }: Account,
  { id = randomUUID(), mail, emailVerifiedAt, hidesTaken = false }: How = {},
): Promise<{ ok: true; user: UserRow } | Refused> {
  const { config, db, now } = context
  const refused = await refuseNewPassword(password, 'password', { email, config })
  if (refused) return refused
  // An address that the owner of another account can take back is taken.
  const isReserved = await isReservedEmail(db, email, { now })
  const isTaken = (await findUserByEmail(db, email)) !== undefined || isReserved
  // An address that may be shown to be taken must not cost a hash.
  if (isTaken && !hidesTaken) return failure('email-taken')
  const hashed = await hashPassword(password, config, strangerLane(context, email))
  if (!hashed.ok) return hashed
  const row = {
    ...profile,
    ...{ id, email, emailVerifiedAt, createdAt: now, passwordHash: hashed.value },
  }
  const user = isTaken
    ? undefined
    : await settled(
        () => insertUser(db, row, mail),
        () => findUser(db, id),
      )
  if (!user) {
    if (hidesTaken && mail) await insertInVain(db, row, mail)
    return failure('email-taken')
  }
  const event = { type: 'sign-up', userId: user.id, sessionId: null } as const
  // Another row to wait for would tell an address that was free from one that was taken.
  if (hidesTaken) recordEventSoon(context, event)
  else await recordEvent(context, event)
  return { ok: true, user }
}
