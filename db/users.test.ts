import { eq, getTableColumns, getTableName, is, Table } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { addEvent } from './events'
import { insertMail } from './mails'
import { putOneTimeToken } from './one-time-tokens'
import * as schema from './schema'
import { addSession, addUser, temporaryDatabase, userRow } from './testing'
import { deleteUser } from './user-deletion'
import { findUserByEmail, insertUser } from './users'

const { db } = await temporaryDatabase()
// All but the counts of the limits: a key there is a hash, and it expires within a day.
const tables = Object.values(schema).filter(
  (one) => is(one, Table) && one !== schema.rateLimits,
) as Table[]
const ada = { id: 'u-1', email: 'ada@example.com', passwordHash: 'one', createdAt: 5 }

test('when a user is inserted, the row is given with its defaults', async () => {
  const expected = {
    ...ada,
    emailVerifiedAt: null,
    tokenVersion: 0,
    tokenVersionReason: null,
    credentialVersion: 0,
    disabledAt: null,
  }
  expect(await insertUser(db, ada)).toMatchObject(expected)
  expect(await findUserByEmail(db, ada.email)).toMatchObject(expected)
})

test('when the address is taken, nothing changes', async () => {
  const before = await findUserByEmail(db, ada.email)
  const eve = { id: 'u-2', email: ada.email, passwordHash: 'two', createdAt: 6 }
  expect(await insertUser(db, eve)).toBeUndefined()
  expect(await findUserByEmail(db, ada.email)).toEqual(before)
  expect(await userRow(db, 'u-2')).toBeUndefined()
})

test('when a user is deleted, every row of that user is deleted and none of another', async () => {
  const [user, other] = [await addUser(db), await addUser(db)]
  const session = await addSession(db, { userId: user.id })
  const kept = await addSession(db, { userId: other.id })
  for (const { id: sessionId, userId } of [session, kept]) {
    const event = { type: 'sign-in', createdAt: 1, ip: null, userAgent: null } as const
    await addEvent(db, { ...event, id: `e-${userId}`, userId, sessionId })
    const token = { tokenHash: `t-${userId}`, purpose: 'password-reset' } as const
    await putOneTimeToken(db, { ...token, userId, credentialVersion: 0, expiresAt: 1 })
    const mail = { kind: 'token-reuse', recipient: 'a@example.com', newEmail: null } as const
    const from = { userAgent: null, ip: null, createdAt: 1, dueAt: null }
    await insertMail(db, { ...mail, ...from, id: `m-${userId}`, userId })
  }
  // Each table needs a row of both here: one that is added is not forgotten.
  const rowsOf = (id: string) =>
    Promise.all(
      tables.map(async (table) => {
        const { id: own, userId = own } = getTableColumns<Table>(table)
        if (!userId) throw new Error(`${getTableName(table)} does not say whose its rows are`)
        return (await db.select().from(table).where(eq(userId, id))).length
      }),
    )
  expect(await rowsOf(user.id)).toEqual(tables.map(() => 1))
  expect(await deleteUser(db, user.id)).toBe(true)
  expect(await rowsOf(user.id)).toEqual(tables.map(() => 0))
  expect(await rowsOf(other.id)).toEqual(tables.map(() => 1))
  expect(await deleteUser(db, user.id)).toBe(false)
})
