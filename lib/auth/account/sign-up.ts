// Machine: a clone need not edit this file.
import { randomUUID } from 'node:crypto'
import { settled } from '../../../db/settled'
import { findUser, findUserByEmail, insertUser } from '../../../db/users'
import { type Failure, failure } from '../../contract/errors'
import type { Credentials, SignUp } from '../../contract/inputs'
import type { User } from '../../contract/user'
import { recordEvent } from '../events/record-event'
import { strangerLane } from '../passwords/hash-lanes'
import { refuseNewPassword } from '../passwords/new-password'
import { hashPassword } from '../passwords/password-hash'
import type { RequestContext } from '../request-context'
import { publicUser } from './public-user'

/**
 * Makes an account. Starts no session.
 *
 * @param profile members of `signUpInput` beside the credentials, each for the column of its name; an
 *   account that the operator makes has none of them.
 * @returns `weak-password` says which rule and what helps; `email-taken` also when two sign-ups race.
 */
export async function signUp(
  context: RequestContext,
  { email, password, ...profile }: Credentials & Partial<SignUp>,
): Promise<{ ok: true; user: User } | Failure<'weak-password' | 'email-taken' | 'busy'>> {
  const { config, db, now } = context
  const refused = await refuseNewPassword(password, 'password', { email, config })
  if (refused) return refused
  // The cheap look first: a taken address must not cost a hash.
  if (await findUserByEmail(db, email)) return failure('email-taken')
  const hashed = await hashPassword(password, config, strangerLane(context, email))
  if (!hashed.ok) return hashed
  const id = randomUUID()
  const user = await settled(
    () => insertUser(db, { ...profile, id, email, passwordHash: hashed.value, createdAt: now }),
    () => findUser(db, id),
  )
  if (!user) return failure('email-taken')
  await recordEvent(context, { type: 'sign-up', userId: user.id, sessionId: null })
  return { ok: true, user: publicUser(user) }
}
