import { eq } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import {
  claimMail,
  dueMails,
  insertMail,
  isSuperseded,
  type NewMailRow,
  sentMails,
  updateMail,
} from './mails'
import { type MailRow, mails, users } from './schema'
import { addUser, temporaryDatabase, userRow } from './testing'

const { db } = await temporaryDatabase()

beforeEach(async () => {
  await db.delete(mails)
})

const mail = (more: Partial<NewMailRow> = {}): NewMailRow => ({
  id: 'one',
  kind: 'forgot-password',
  userId: null,
  recipient: 'ada@example.com',
  newEmail: null,
  userAgent: null,
  ip: null,
  createdAt: 100,
  dueAt: 100,
  ...more,
})

async function add(more: Partial<NewMailRow> = {}): Promise<MailRow> {
  const [{ id } = { id: '' }] = await insertMail(db, mail(more))
  const [row] = await db.select().from(mails).where(eq(mails.id, id))
  if (!row) throw new Error('the mail was not stored')
  return row
}

test('when several processes see a mail due, one of them gets it', async () => {
  await add({ dueAt: 101 })
  await add({ id: 'two', dueAt: 99 })
  expect((await dueMails(db, 100, 5)).map(({ id }) => id)).toEqual(['two'])
  const [seen] = await dueMails(db, 100, 5)
  if (!seen) throw new Error('no mail is due')
  const claims = await Promise.all([1, 2, 3].map(() => claimMail(db, seen, 200)))
  expect(claims.filter(Boolean)).toHaveLength(1)
  expect(await dueMails(db, 199, 5)).toMatchObject([{ id: 'one' }])
  expect(await dueMails(db, 200, 5)).toMatchObject([{ id: 'one' }, { id: 'two', attempts: 1 }])
})

test('when a mail of the kind was asked for later, the earlier one is superseded', async () => {
  const early = await add()
  const late = await add({ id: 'two', createdAt: 101, kind: 'reset-password' })
  const kinds = ['forgot-password', 'reset-password'] as const
  expect(await isSuperseded(db, early, kinds)).toBe(true)
  expect(await isSuperseded(db, late, kinds)).toBe(false)
  expect(await isSuperseded(db, { ...early, recipient: 'b@example.com' }, kinds)).toBe(false)
  expect(await isSuperseded(db, early, ['verify-email'])).toBe(false)
})

test('when mails of a kind are counted, those that were sent count', async () => {
  const { recipient } = await add({ kind: 'token-reuse' })
  const sent = (since: number) => sentMails(db, { recipient, kind: 'token-reuse', since })
  expect(await sent(50)).toEqual({ count: 0, last: 0 })
  await updateMail(db, 'one', { dueAt: null, sentAt: 120 })
  expect(await sent(50)).toEqual({ count: 1, last: 120 })
  expect(await sent(100)).toEqual({ count: 0, last: 0 })
})

test('when a statement of several finds nothing or fails, none has an effect', async () => {
  const user = await addUser(db)
  const rename = (id: string) =>
    db.atomic<[unknown[], unknown[], unknown[]]>((on) => [
      insertMail(on, mail({ id: `for ${id}` })),
      on.update(users).set({ disabledAt: 7 }).where(eq(users.id, user.id)).returning(),
      on.update(users).set({ disabledAt: 8 }).where(eq(users.id, id)).returning(),
    ])
  expect(await rename('no such user')).toBeNull()
  await add({ id: 'taken' })
  const failing = db.atomic<[unknown[], unknown[]]>((on) => [
    on.update(users).set({ disabledAt: 9 }).where(eq(users.id, user.id)).returning(),
    insertMail(on, mail({ id: 'taken' })),
  ])
  await expect(failing).rejects.toThrow()
  expect(await userRow(db, user.id)).toMatchObject({ disabledAt: null })
  expect(await db.select().from(mails)).toMatchObject([{ id: 'taken' }])
  expect(await rename(user.id)).toHaveLength(3)
  expect(await userRow(db, user.id)).toMatchObject({ disabledAt: 8 })
})
