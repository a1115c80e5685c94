import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { insertMail, type NewMailRow, updateMail } from '../../db/mails'
import { findTokenUser, putOneTimeToken } from '../../db/one-time-tokens'
import { type MailKind, type MailRow, mails, type UserRow } from '../../db/schema'
import { disableUser } from '../../db/users'
import { newMail, ownerMail } from '../auth/mails'
import { resetPassword } from '../auth/passwords/password-reset'
import { purge } from '../auth/purge'
import { DAY, MINUTE, START, scene } from '../auth/testing'
import { mailToken } from '../auth/tokens/mail-token'
import { issueOneTimeToken, presented, tokenRow } from '../auth/tokens/one-time-token'
import { resolveMail } from './resolve'

const { addUser, at, config, db } = await scene()

async function stored(mail: NewMailRow): Promise<MailRow> {
  await insertMail(db, mail)
  const [row] = await db.select().from(mails).where(eq(mails.id, mail.id))
  if (!row) throw new Error('the mail was not stored')
  return row
}

const askedBy = (recipient: string, now = START) =>
  stored(newMail(at(now), 'forgot-password', { recipient }))

/** Resolves a mail and notes it as sent. */
async function send(mail: MailRow, now: number): Promise<MailKind | null> {
  const resolved = await resolveMail(at(now), mail)
  if (!resolved) return null
  const { kind, userId } = resolved
  await updateMail(db, mail.id, { kind, userId, dueAt: null, sentAt: now })
  return kind
}

const reset = (mail: MailRow, now = START) =>
  resetPassword(at(now), { token: mailToken(config, mail.id), newPassword: 'another horse staple' })

test('when a link was asked for and an account has the address, its token works once', async () => {
  const user = await addUser()
  const mail = await askedBy(user.email)
  expect(await reset(mail)).toMatchObject({ code: 'invalid-token' })
  expect(await resolveMail(at(START), mail)).toMatchObject({
    kind: 'reset-password',
    userId: user.id,
  })
  expect(await reset(mail)).toMatchObject({ ok: true })
  expect(await reset(mail)).toMatchObject({ code: 'invalid-token' })
})

test('when no account has the address, or it is disabled, nothing is sent', async () => {
  const user = await addUser()
  await disableUser(db, user.id, START)
  for (const address of [user.email, 'no-one@example.com']) {
    expect(await resolveMail(at(START), await askedBy(address))).toBeNull()
  }
})

test('when a newer link was asked for, the older mail is not sent, and its token counts no more', async () => {
  const user = await addUser()
  const first = await askedBy(user.email)
  await resolveMail(at(START), first)
  const second = await askedBy(user.email, START + 1)
  // Sent again, after its answer was lost.
  expect(await resolveMail(at(START + 2), first)).toBeNull()
  await resolveMail(at(START + 2), second)
  expect(await reset(first, START + 3)).toMatchObject({ code: 'invalid-token' })
  expect(await reset(second, START + 3)).toMatchObject({ ok: true })
})

test('when a link was used, and its mail is sent again, the link does not work again', async () => {
  const user = await addUser()
  const mail = await askedBy(user.email)
  await resolveMail(at(START), mail)
  expect(await reset(mail)).toMatchObject({ ok: true })
  for (const later of [MINUTE, DAY]) {
    await purge({ db, now: START + later, config })
    expect(await resolveMail(at(START + later), mail)).toBeNull()
    expect(await reset(mail, START + later)).toMatchObject({ code: 'invalid-token' })
  }
})

test('when a link was made since a mail was asked for, the mail does not end it', async () => {
  const user = await addUser()
  const mail = await askedBy(user.email)
  const { token } = await issueOneTimeToken(at(START + 1), user, 'password-reset')
  expect(await resolveMail(at(START + MINUTE), mail)).toBeNull()
  expect(await findTokenUser(db, presented(token, 'password-reset'), START)).toBeDefined()

  const { email: recipient } = await addUser()
  const again = await stored(newMail(at(START), 'sign-up', { recipient, userId: 'another' }))
  const verify = await stored(newMail(at(START + 1), 'resend-verification', { recipient }))
  expect(await send(verify, START + 2)).toBe('verify-email')
  expect(await send(again, START + 3)).toBe('finish-sign-up')
  const link = presented(mailToken(config, verify.id), 'verify-email')
  expect(await findTokenUser(db, link, START + 3)).toBeDefined()
})

test('when nothing has come of a newer mail, the older one is sent', async () => {
  const address = 'soon@example.com'
  const first = await askedBy(address)
  const second = await askedBy(address, START + 1)
  expect(await resolveMail(at(START + 1), second)).toBeNull()
  await updateMail(db, second.id, { dueAt: null })
  await addUser({ email: address })
  expect(await resolveMail(at(START + 2), first)).toMatchObject({ kind: 'reset-password' })
})

test('when reuse is found again and again, an address gets ten mails in a day, and others theirs', async () => {
  const [user, other] = [await addUser(), await addUser()]
  const found = async (of: UserRow, now: number) =>
    send(await stored(ownerMail(at(now), 'token-reuse', of)), now)
  const sent = []
  for (let index = 0; index < 12; index += 1) sent.push(await found(user, START + index))
  expect(sent).toEqual([...Array.from({ length: 10 }, () => 'token-reuse'), null, null])
  expect(await found(other, START + 20)).toBe('token-reuse')
  // The account gets another address: a thief must not use up what the owner is to read.
  expect(await found({ ...user, email: 'another@example.com' }, START + 20)).toBe('token-reuse')
  const changed = await stored(ownerMail(at(START + 20), 'password-changed', user))
  expect(await send(changed, START + 20)).toBe('password-changed')
  expect(await found(user, START + DAY + 10)).toBe('token-reuse')
})

test('when an attacker has used up the mails of a day, a link for a new password comes half an hour later', async () => {
  const user = await addUser()
  const ask = async (now: number) => send(await askedBy(user.email, now), now)
  for (let index = 0; index < 10; index += 1) await ask(START + index)
  const last = START + 9
  expect(await ask(last + 30 * MINUTE - 1)).toBeNull()
  expect(await ask(last + 30 * MINUTE)).toBe('reset-password')
  expect(await ask(last + 31 * MINUTE)).toBeNull()
  expect(await ask(last + 60 * MINUTE)).toBe('reset-password')
  for (let now = last + DAY; now < last + DAY + 12; now += 1) {
    const restored = await stored(ownerMail(at(now), 'email-restored', user))
    expect(await send(restored, now)).toBe('email-restored')
  }
})

/** What becomes of the mail that confirms a change, to an address. */
async function confirmationTo(recipient: string, user: UserRow, now = START) {
  const { id: userId, credentialVersion } = user
  const of = { recipient, userId, newEmail: recipient }
  const mail = await stored(newMail(at(START), 'confirm-email-change', of))
  const token = { userId, credentialVersion, email: recipient, now: START }
  await putOneTimeToken(db, tokenRow(mailToken(config, mail.id), 'confirm-email-change', token))
  return resolveMail(at(now), mail)
}

test('when an account has the new address, it gets no mail', async () => {
  const [user, taken] = [await addUser(), await addUser()]
  expect(await confirmationTo('free@example.com', user)).toMatchObject({
    kind: 'confirm-email-change',
    userId: user.id,
  })
  expect(await confirmationTo(taken.email, user)).toBeNull()
})

test('when the owner of another account can still take the new address back, it gets no mail', async () => {
  const [user, other] = [await addUser(), await addUser()]
  const email = 'left@example.com'
  const { id: userId, credentialVersion } = other
  const token = { userId, credentialVersion, email, now: START }
  await putOneTimeToken(db, tokenRow('a token', 'undo-email-change', token))
  expect(await confirmationTo(email, user)).toBeNull()
  expect(await confirmationTo(email, other)).not.toBeNull()
  expect(await confirmationTo(email, user, START + 7 * DAY)).not.toBeNull()
})

test('when a user asks for a change more often than other mails are sent, each gets its mail', async () => {
  const user = await addUser()
  for (let count = 0; count < 12; count += 1) {
    expect(await confirmationTo(`many-${count}@example.com`, user)).not.toBeNull()
  }
})
