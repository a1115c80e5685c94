// Machine: a clone need not edit this file.
/** A new password for those who cannot sign in: a link that is made, and the link that is used. */

import { insertMail } from '../../../db/mails'
import { findTokenUser } from '../../../db/one-time-tokens'
import type { UserRow } from '../../../db/schema'
import { settled } from '../../../db/settled'
import { findUser, findUserByEmail, resetPasswordHash } from '../../../db/users'
import type { Config } from '../../config/config'
import { normalizeEmail } from '../../contract/email-address'
import { type Failure, failure } from '../../contract/errors'
import type { PasswordReset } from '../../contract/inputs'
import { LINK_LIFETIMES } from '../../contract/link-lifetimes'
import { recordEvent } from '../events/record-event'
import { mailIsWaiting, newMail, ownerMail } from '../mails'
import { later, type RequestContext } from '../request-context'
import { issueOneTimeToken, presented, refuseLink } from '../tokens/one-time-token'
import { sessionLane } from './hash-lanes'
import { refuseNewPassword } from './new-password'
import { hashPassword } from './password-hash'

const PURPOSE = 'password-reset'

/** A link, and when it ends, in milliseconds. */
export type PasswordResetLink = { link: string; expiresAt: number }

/**
 * Notes that someone who cannot sign in wants a link for a new password. The row is the same whether or not an
 * account has the address: that is looked up when the mail is sent, so neither the answer nor its time shows it
 * (ASVS v5.0.0-6.3.8).
 *
 * @param email as `normalizeEmail` gives it.
 */
export async function askForPasswordReset(
  context: Pick<RequestContext, 'db' | 'now' | 'device'>,
  email: string,
): Promise<{ ok: true }> {
  await insertMail(context.db, newMail(context, 'forgot-password', { recipient: email }))
  mailIsWaiting()
  return { ok: true }
}

/**
 * Makes the link with which a user chooses a new password. The one before ends. It leads to APP_URL
 * and never to the Host of a request, which a stranger may have forged to get the token; the token is
 * in the fragment, which no browser sends and no server logs.
 *
 * @returns `disabled` where the account may not be signed in to: its link would be refused.
 */
export async function createPasswordResetLink(
  context: Pick<RequestContext, 'db' | 'now' | 'device'> & {
    config: Pick<Config, 'publicOrigin'>
  },
  email: string,
): Promise<PasswordResetLink | 'unknown' | 'disabled'> {
  const user = await findUserByEmail(context.db, normalizeEmail(email))
  if (!user) return 'unknown'
  if (user.disabledAt !== null) return 'disabled'
  const { token, expiresAt } = await issueOneTimeToken(context, user, PURPOSE)
  await recordEvent(context, { type: 'password-reset-link', userId: user.id, sessionId: null })
  return { link: `${context.config.publicOrigin}/reset-password#token=${token}`, expiresAt }
}

/**
 * Sets a new password for the token of a link. Every session and every access token of the user
 * ends in the statement that stores it and uses the token up; no one is signed in by it, and a mail tells
 * the owner (ASVS v5.0.0-6.3.6, 6.3.7, 6.4.3).
 *
 * The token comes first: a made-up one costs no hash. A refused password leaves it as it was.
 *
 * @returns `invalid-token` for one that is unknown, used up, replaced, too old, for something else, or
 *   from before the account was disabled: one answer.
 */
export async function resetPassword(
  context: RequestContext,
  { token, newPassword }: PasswordReset,
): Promise<{ ok: true; user: UserRow } | Failure<'invalid-token' | 'weak-password' | 'busy'>> {
  const { config, db } = context
  const link = presented(token, PURPOSE)
  const owner = await findTokenUser(db, link, context.now)
  if (!owner) return refuseLink(context, NO_LONGER)
  const { id: userId, email } = owner
  const weak = await refuseNewPassword(newPassword, 'newPassword', { email, config })
  if (weak) return weak
  const hashed = await hashPassword(newPassword, config, sessionLane(context, userId))
  if (!hashed.ok) return hashed

  const after = later(context)
  const mail = ownerMail(after, 'password-changed', owner)
  const changed = await settled(
    () => resetPasswordHash(db, userId, link, hashed.value, after.now, mail),
    async () => {
      const stored = await findUser(db, userId)
      return stored?.passwordHash === hashed.value ? stored : undefined
    },
  )
  if (!changed) {
    // Another use of the link was faster, its time ran out, or the account was disabled meanwhile.
    if (!(await findTokenUser(db, link, after.now))) return refuseLink(after, NO_LONGER)
    return failure('busy', { retryAfter: 1 })
  }
  mailIsWaiting()
  await recordEvent(after, { type: 'password-reset', userId, sessionId: null })
  return { ok: true, user: changed }
}

const NO_LONGER = `This link does not work, or not any more: each is good for one use and ${LINK_LIFETIMES['password-reset'].words}, and a newer one or another password ends it.`
