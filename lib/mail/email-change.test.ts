import { expect, test } from 'vitest'
import { insertMail } from '../../db/mails'
import { putOneTimeToken } from '../../db/one-time-tokens'
import type { UserRow } from '../../db/schema'
import { newMail } from '../auth/mails'
import { DAY, START, scene } from '../auth/testing'
import { tokenRow } from '../auth/tokens/one-time-token'
import { resolveMail } from './resolve'

const { addUser, at, db } = await scene()

/** What becomes of the mail that confirms a change, to an address. */
async function confirmationTo(recipient: string, user: UserRow, now = START) {
  const of = { recipient, userId: user.id, newEmail: recipient }
  const mail = newMail(at(START), 'confirm-email-change', of)
  await insertMail(db, mail)
  return resolveMail(at(now), { ...mail, attempts: 0, sentAt: null })
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
    const mail = newMail(at(START), 'confirm-email-change', {
      recipient: `many-${count}@example.com`,
      userId: user.id,
    })
    await insertMail(db, mail)
    const row = { ...mail, attempts: 0, sentAt: null }
    expect(await resolveMail(at(START), row)).not.toBeNull()
  }
})
