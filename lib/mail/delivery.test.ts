import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { insertMail } from '../../db/mails'
import { findToken } from '../../db/one-time-tokens'
import { type MailKind, type MailRow, mails, type UserRow, users } from '../../db/schema'
import { newMail } from '../auth/mails'
import { DAY, MINUTE, SECOND, START, scene } from '../auth/testing'
import { presented } from '../auth/tokens/one-time-token'
import { log } from '../log/log'
import { deliverDue, nextAttempt } from './delivery'

const { at, config, db, addUser } = await scene()

let now = START
let sent: { to: string; subject: string; text: string }[] = []
let failing = false
const transport = {
  async send(mail: (typeof sent)[number]) {
    if (failing) throw new Error('the server is down')
    sent.push(mail)
  },
}
const deliver = () => deliverDue({ db, config, transport, now: () => now })

beforeEach(async () => {
  now = START
  sent = []
  failing = false
  await db.delete(mails)
})
afterEach(() => expect(JSON.stringify(sent)).not.toContain('undefined'))

async function write(
  kind: MailKind,
  recipient: string,
  more: Partial<Parameters<typeof newMail>[2]> = {},
): Promise<MailRow['id']> {
  const mail = newMail(at(now), kind, { recipient, ...more })
  await insertMail(db, mail)
  return mail.id
}

async function rowOf(id: string): Promise<MailRow> {
  const [row] = await db.select().from(mails).where(eq(mails.id, id))
  if (!row) throw new Error('the mail is not there')
  return row
}

/** The token of the link in the last mail. */
const linkToken = () => /#token=([\w-]{43})$/m.exec(sent.at(-1)?.text ?? '')?.[1] ?? ''

test('when a link is asked for, its token is the one that counts, and is in no row', async () => {
  const user = await addUser()
  const id = await write('forgot-password', user.email)
  await deliver()
  expect(sent).toMatchObject([{ to: user.email }])
  const token = presented(linkToken(), 'password-reset')
  expect(await findToken(db, token, now)).toMatchObject({ user: { id: user.id } })
  expect(JSON.stringify(await rowOf(id))).not.toContain(linkToken())
  expect(await rowOf(id)).toMatchObject({ kind: 'reset-password', userId: user.id, dueAt: null })
})

test.each<[string, Partial<UserRow>, boolean, MailKind]>([
  ['made the account', {}, true, 'verify-email'],
  ['found an account that is not verified', {}, false, 'finish-sign-up'],
  ['found one that is', { emailVerifiedAt: 1 }, false, 'already-signed-up'],
])('when a sign-up %s, the mail is for that', async (_, more, isOwn, kind) => {
  const user = await addUser(more)
  const id = await write('sign-up', user.email, { userId: isOwn ? user.id : 'never made' })
  await deliver()
  expect(await rowOf(id)).toMatchObject({ kind, userId: user.id })
})

test('when someone begins again with an address, the link of the sign-up before is worth nothing', async () => {
  const user = await addUser()
  await write('sign-up', user.email, { userId: user.id })
  await deliver()
  const first = presented(linkToken(), 'verify-email')
  expect(await findToken(db, first, now)).toBeDefined()
  now += SECOND
  await write('sign-up', user.email, { userId: 'never made' })
  await deliver()
  expect(await findToken(db, first, now)).toBeUndefined()
  expect(await findToken(db, presented(linkToken(), 'password-reset'), now)).toBeDefined()
})

test('when the server is down, the same mail is tried later, for a day', async () => {
  const { email } = await addUser()
  failing = true
  const id = await write('forgot-password', email)
  await deliver()
  expect(await rowOf(id)).toMatchObject({ attempts: 1, dueAt: START + 10 * SECOND, sentAt: null })
  now += 10 * SECOND - 1
  await deliver()
  expect(await rowOf(id)).toMatchObject({ attempts: 1 })
  now += 1
  failing = false
  await deliver()
  expect(await rowOf(id)).toMatchObject({ attempts: 2, dueAt: null, sentAt: now })
})

test('when many mails cannot be sent, which strangers can cause, the log stays short', async () => {
  const warned = vi.spyOn(log, 'warn').mockReturnValue()
  failing = true
  const ids: MailRow['id'][] = []
  for (let mail = 0; mail < 8; mail += 1) {
    ids.push(await write('forgot-password', (await addUser()).email))
  }
  while (await deliver());
  for (const id of ids) expect(await rowOf(id)).toMatchObject({ attempts: 1, sentAt: null })
  // Some lines of this minute may have gone to the tests before.
  expect(warned.mock.calls.length).toBeLessThanOrEqual(5)
  warned.mockRestore()
})

test('when a mail has been tried, the pause grows to an hour, and it is given up after a day', () => {
  const pause = (attempts: number, age = 0) => {
    const next = nextAttempt({ attempts, createdAt: START }, START + age)
    return next === null ? null : next - START - age
  }
  expect([1, 2, 3].map((attempts) => pause(attempts))).toEqual([10, 20, 40].map((s) => s * SECOND))
  expect(pause(50, DAY - 1)).toBe(60 * MINUTE)
  expect(pause(50, DAY)).toBeNull()
})

test('when a process dies while it sends, another one sends the same link after the lease', async () => {
  const user = await addUser()
  const id = await write('forgot-password', user.email)
  await deliver()
  const first = linkToken()
  // As after a crash between the sending and the word about it.
  await db
    .update(mails)
    .set({ dueAt: now + 2 * MINUTE, sentAt: null })
    .where(eq(mails.id, id))
  await deliver()
  expect(sent).toHaveLength(1)
  now += 2 * MINUTE
  await deliver()
  expect(sent).toHaveLength(2)
  expect(linkToken()).toBe(first)
  expect(await findToken(db, presented(first, 'password-reset'), now)).toBeDefined()
})

test('when several deliver at the same time, each mail is sent once', async () => {
  const people = await Promise.all(Array.from({ length: 8 }, () => addUser()))
  for (const { email } of people) await write('forgot-password', email)
  await Promise.all(Array.from({ length: 6 }, deliver))
  await deliver()
  expect(sent.map(({ to }) => to).sort()).toEqual(people.map(({ email }) => email).sort())
})

test('when the mailbox has become the one of another account, no link for the first is sent to it', async () => {
  const user = await addUser()
  failing = true
  await write('forgot-password', user.email)
  await deliver()
  failing = false
  const email = 'moved@example.com'
  await db.update(users).set({ email }).where(eq(users.id, user.id))
  await addUser({ email: user.email })
  now += MINUTE
  await deliver()
  expect(sent).toEqual([])
})

test.each([
  ['http://localhost:3000', 'info', 'mail_kept'],
  ['https://app.example.com', 'warn', 'mail_not_sent'],
] as const)(
  'when there is no mail server and APP_URL is %s, the log has %s %s',
  async (appUrl, level, event) => {
    const logged = vi.spyOn(log, level)
    await write('forgot-password', (await addUser()).email)
    const own = { ...config, appUrl }
    await deliverDue({ db, config: own, transport: null, now: () => now })
    expect(logged).toHaveBeenCalledWith(expect.objectContaining({ event, kind: 'reset-password' }))
    logged.mockRestore()
  },
)
