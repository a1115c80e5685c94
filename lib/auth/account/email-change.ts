// Machine: a clone need not edit this file.
/**
 * Another address for an account. Nothing changes until the new address has confirmed it; the present one gets a
 * link that takes it back, for 7 days, so that a thief with an open session and the password does not keep the account
 * (docs/decisions/0046-the-owner-of-the-first-address-wins.md; ASVS v5.0.0-6.3.7).
 */

import { randomBytes } from 'node:crypto'
import {
  changeEmail,
  type MailedToken,
  openEmailChange,
  undoEmailChange as restoreEmail,
} from '../../../db/email-change'
import { isTaken } from '../../../db/errors'
import { findMail, type NewMailRow } from '../../../db/mails'
import { findToken, isReservedEmail } from '../../../db/one-time-tokens'
import type { MailKind, OneTimePurpose, OneTimeTokenRow, UserRow } from '../../../db/schema'
import { settled } from '../../../db/settled'
import { type Failure, failure } from '../../contract/errors'
import type { Verification } from '../../contract/inputs'
import { LINK_LIFETIMES } from '../../contract/link-lifetimes'
import { logRefusal } from '../../log/refusals'
import { recordEvent } from '../events/record-event'
import { mailIsWaiting, newMail } from '../mails'
import { sessionLane } from '../passwords/hash-lanes'
import { hashPassword } from '../passwords/password-hash'
import { later, type RequestContext } from '../request-context'
import { networkOf } from '../sessions/ip-address'
import { type ActiveSession, whyEnded } from '../sessions/read-session'
import { mailToken } from '../tokens/mail-token'
import { presented, tokenRow } from '../tokens/one-time-token'

/**
 * Asks for another address. All is written alike whether or not an account has it, so neither the answer nor its time
 * nor the mail to the present address shows which addresses have one; `lib/mail/resolve.ts` then sends no
 * mail to one that has.
 *
 * @returns `session-revoked` where something has ended the session meanwhile: then no mail leaves.
 */
export async function requestEmailChange(
  context: RequestContext,
  { session, user }: ActiveSession,
  newEmail: string,
): Promise<
  { ok: true } | Failure<'invalid-input' | 'session-expired' | 'session-revoked' | 'busy'>
> {
  if (newEmail === user.email) {
    return failure('invalid-input', { detail: SAME, errors: [{ path: 'newEmail', message: SAME }] })
  }
  const confirm = mailedToken(context, user, {
    purpose: 'confirm-email-change',
    kind: 'confirm-email-change',
    email: newEmail,
    newEmail,
  })
  const undo = undoOf(context, user, 'email-change-requested', newEmail)
  const { db, now } = context
  const opened = await settled(
    async () => (await openEmailChange(db, user, session.id, { confirm, undo, now })) || undefined,
    async () => (await findMail(db, confirm.mail.id)) && true,
  )
  if (!opened) return whyEnded(context, session.id)
  mailIsWaiting()
  await recordEvent(context, {
    type: 'email-change-requested',
    userId: user.id,
    sessionId: session.id,
  })
  return { ok: true }
}

/**
 * Changes an address by the link that was mailed to the new one. Sessions go on; every other open link ends, but
 * those that undo a change.
 *
 * @param email the present address of the account that is meant, where the caller says it.
 * @returns `email-taken` where another account has the address by now, or its owner can still take it back;
 *   `forbidden` where the link is for another account than the one that is meant.
 */
export async function confirmEmailChange(
  context: RequestContext,
  { token, email }: Verification,
): Promise<{ ok: true } | Failure<'invalid-token' | 'forbidden' | 'email-taken' | 'busy'>> {
  const { db, now } = context
  const link = presented(token, 'confirm-email-change')
  const found = await lookUp(context, link)
  if (!found) return refused(context, NO_CONFIRMATION)
  const { user, token: row } = found
  // An attacker enters the address of a victim, who must not confirm it for the account of the attacker.
  if (email !== undefined && email !== user.email) {
    return failure('forbidden', { detail: OF_ANOTHER })
  }
  const taken = failure('email-taken', { detail: TAKEN })
  const isReserved = () => isReservedEmail(db, row.email, { now, exceptFor: user.id })
  if (await isReserved()) return taken
  const undo = undoOf(context, user, 'email-changed', row.email)
  const changed = await orTaken(
    settled(
      () => changeEmail(db, user, row, { undo, now }),
      async () => ((await findMail(db, undo.mail.id)) ? user : undefined),
    ),
  )
  if (changed === 'taken' || (!changed && (await isReserved()))) return taken
  if (!changed) return noLonger(context, link, NO_CONFIRMATION)
  mailIsWaiting()
  await recordEvent(context, { type: 'email-changed', userId: user.id, sessionId: null })
  return { ok: true }
}

/**
 * Gives the account its earlier address back. Who asked for the change had the password: so every session ends, and
 * the password becomes one that no one knows, before a change is confirmed as well. The mail to the
 * restored address has a link that chooses another.
 *
 * @returns `email-taken` where the operator has given the address to another account.
 */
export async function undoEmailChange(
  context: RequestContext,
  token: string,
): Promise<{ ok: true } | Failure<'invalid-token' | 'email-taken' | 'busy'>> {
  const { db, config } = context
  const link = presented(token, 'undo-email-change')
  const found = await lookUp(context, link)
  if (!found) return refused(context, NO_UNDO)
  const { user, token: row } = found
  const unknown = randomBytes(32).toString('base64url')
  const hashed = await hashPassword(unknown, config, sessionLane(context, user.id))
  if (!hashed.ok) return hashed

  const after = later(context)
  const mail = newMail(after, 'email-restored', { recipient: row.email, userId: user.id })
  const restored = await orTaken(
    settled(
      () => restoreEmail(db, row, { passwordHash: hashed.value, mail, now: after.now }),
      async () => ((await findMail(db, mail.id)) ? user : undefined),
    ),
  )
  if (restored === 'taken') return failure('email-taken', { detail: TAKEN })
  if (!restored) return noLonger(after, link, NO_UNDO)
  mailIsWaiting()
  await recordEvent(after, { type: 'email-change-undone', userId: user.id, sessionId: null })
  return { ok: true }
}

type Link = ReturnType<typeof presented>
type Found = { user: UserRow; token: OneTimeTokenRow & { email: string } }

/** A token that counts, and the address that it is about. */
async function lookUp({ db, now }: RequestContext, link: Link): Promise<Found | undefined> {
  const found = await findToken(db, link, now)
  if (!found || found.token.email === null) return undefined
  return { user: found.user, token: { ...found.token, email: found.token.email } }
}

/** The link that takes a change back. It goes to the address that it restores. */
const undoOf = (
  context: RequestContext,
  user: UserRow,
  kind: 'email-change-requested' | 'email-changed',
  newEmail: string,
) => mailedToken(context, user, { purpose: 'undo-email-change', kind, email: user.email, newEmail })

function mailedToken(
  context: RequestContext,
  { id: userId, credentialVersion }: UserRow,
  {
    purpose,
    kind,
    email,
    newEmail,
  }: { purpose: OneTimePurpose; kind: MailKind; email: string; newEmail: string },
): MailedToken {
  const mail: NewMailRow = newMail(context, kind, { recipient: email, userId, newEmail })
  const { now, config } = context
  const token = mailToken(config, mail.id)
  return { mail, token: { ...tokenRow(token, purpose, { userId, credentialVersion, now }), email } }
}

async function orTaken<Value>(statement: Promise<Value>): Promise<Value | 'taken'> {
  try {
    return await statement
  } catch (error) {
    if (isTaken(error)) return 'taken'
    throw error
  }
}

/** Nothing was done: another use of the link was faster, or its time ran out; else it may be tried again. */
async function noLonger(
  context: RequestContext,
  link: Link,
  detail: string,
): Promise<Failure<'invalid-token' | 'busy'>> {
  if (await lookUp(context, link)) return failure('busy', { retryAfter: 1 })
  return refused(context, detail)
}

function refused({ device }: RequestContext, detail: string): Failure<'invalid-token'> {
  logRefusal('authn_link_refused', { ip: networkOf(device.ip) })
  return failure('invalid-token', { detail })
}

const SAME = 'This is the address that your account has.'
const TAKEN = 'Another account has this address by now, so nothing was changed.'
const OF_ANOTHER =
  'The change was asked for in another account. If you have asked for it, sign out, open the link again, and sign in to that account.'
const NO_CONFIRMATION = `This link does not work, or not any more: each is good for one use and ${LINK_LIFETIMES['confirm-email-change'].words}, and a newer one or a change of the password or the address ends it.`
const NO_UNDO = `This link does not work, or not any more: each is good for one use and ${LINK_LIFETIMES['undo-email-change'].words}, the use of an earlier one ends it, and there has to be a change to take back.`
