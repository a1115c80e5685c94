import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { insertMail, type NewMailRow, updateMail } from '../../db/mails'
import { type MailKind, type MailRow, mails, type UserRow } from '../../db/schema'
import { disableUser } from '../../db/users'
import { newMail, ownerMail } from '../auth/mails'
import { resetPassword } from '../auth/passwords/password-reset'
import { DAY, START, scene } from '../auth/testing'
import { mailToken } from '../auth/tokens/mail-token'
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

test.each<[string, (user: UserRow, now: number) => Promise<MailRow>, MailKind]>([
  ['reuse is found', (user, now) => stored(ownerMail(at(now), 'token-reuse', user)), 'token-reuse'],
  ['a link is asked for', (user, now) => askedBy(user.email, now), 'reset-password'],
])(
  'when %s again and again, a user gets ten mails in a day, and others theirs',
  async (_, write, kind) => {
    const [user, other] = [await addUser(), await addUser()]
    const sent = []
    for (let index = 0; index < 12; index += 1) {
      sent.push(await send(await write(user, START + index), START + index))
    }
    expect(sent).toEqual([...Array.from({ length: 10 }, () => kind), null, null])
    expect(await send(await write(other, START + 20), START + 20)).toBe(kind)
    const changed = await stored(ownerMail(at(START + 20), 'password-changed', user))
    expect(await send(changed, START + 20)).toBe('password-changed')
    const later = START + DAY + 10
    expect(await send(await write(user, later), later)).toBe(kind)
  },
)
