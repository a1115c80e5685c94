import { eq, getTableColumns, getTableName, is, Table } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { addEvent } from './events'
import { putOneTimeToken } from './one-time-tokens'
import * as schema from './schema'
import { revokeSession } from './sessions'
import { addSession, addUser, temporaryDatabase, userRow } from './testing'
import {
  changePasswordHash,
  deleteUser,
  disableUser,
  enableUser,
  findUserByEmail,
  insertUser,
  listUsers,
  raiseTokenVersion,
  replacePasswordHash,
} from './users'

const { db } = await temporaryDatabase()
const tables = Object.values(schema).filter((one) => is(one, Table))
const versionOf = async (id: string) => (await userRow(db, id))?.tokenVersion
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

test('when the password was changed meanwhile, an older one made anew does not overwrite it', async () => {
  const user = await addUser(db, { passwordHash: 'old' })
  await replacePasswordHash(db, user, 'changed')
  await replacePasswordHash(db, user, 'the old one, made anew')
  expect((await userRow(db, user.id))?.passwordHash).toBe('changed')
})

test('when many raise one token version, it is raised once', async () => {
  const { id } = await addUser(db)
  await Promise.all(Array.from({ length: 20 }, () => raiseTokenVersion(db, id, 0, 'token-reuse')))
  expect(await versionOf(id)).toBe(1)
  await raiseTokenVersion(db, id, 0, 'token-reuse')
  expect(await versionOf(id)).toBe(1)
  await raiseTokenVersion(db, id, 1, 'token-reuse')
  expect(await versionOf(id)).toBe(2)
})

/** The id of a living session of a user, new unless the caller gives one. */
async function sessionOf({ id: userId, tokenVersion }: schema.UserRow): Promise<string> {
  const { id } = await addSession(db, { userId, tokenVersion })
  return id
}

test('when the password is changed, hash and versions change in one statement', async () => {
  const user = await addUser(db, { passwordHash: 'old', tokenVersion: 4 })
  const changed = { ...user, passwordHash: 'new', tokenVersion: 5, credentialVersion: 1 }
  const expected = { ...changed, tokenVersionReason: 'password-change' }
  expect(await changePasswordHash(db, user, await sessionOf(user), 'new', 9)).toEqual(expected)
  expect(await userRow(db, user.id)).toEqual(expected)
})

test('when the session is over or of another user, the new password is not stored', async () => {
  const user = await addUser(db, { passwordHash: 'old' })
  const ended = await sessionOf(user)
  await revokeSession(db, ended, 'sign-out', 5)
  const ofAnother = await sessionOf(await addUser(db))
  for (const [session, now] of [
    [ended, 9],
    [ofAnother, 9],
    [await sessionOf(user), 1_000],
  ] as const) {
    expect(await changePasswordHash(db, user, session, 'new', now)).toBeUndefined()
  }
  expect(await userRow(db, user.id)).toEqual(user)
})

test('when an account is disabled, every session of it ends, once', async () => {
  const user = await addUser(db)
  const other = await addUser(db)
  expect(await disableUser(db, user.id, 0)).toBe(true)
  expect(await disableUser(db, user.id, 9)).toBe(false)
  const ended = { tokenVersion: 1, tokenVersionReason: 'disabled', credentialVersion: 1 }
  expect(await userRow(db, user.id)).toEqual({ ...user, ...ended, disabledAt: 0 })
  expect(await userRow(db, other.id)).toEqual(other)
})

test('when an account is enabled, what ended stays ended', async () => {
  const user = await addUser(db, { disabledAt: 5, tokenVersion: 1 })
  expect(await enableUser(db, user.id)).toBe(true)
  expect(await enableUser(db, user.id)).toBe(false)
  expect(await userRow(db, user.id)).toEqual({ ...user, disabledAt: null })
})

const page = async (after: string | null, limit: number) =>
  (await listUsers(db, { after, limit, now: 500 })).map(({ user, sessions }) => [
    user.email.split('@')[0],
    sessions,
  ])

test('when users are listed, they come by address with the number of their living sessions', async () => {
  const { id: userId } = await addUser(db, { email: 'zz-1@example.com', tokenVersion: 1 })
  await addUser(db, { email: 'zz-2@example.com' })
  await addUser(db, { email: 'zz-0@example.com' })
  const living = { userId, tokenVersion: 1 }
  await addSession(db, living)
  await addSession(db, living)
  for (const over of [{ tokenVersion: 0 }, { idleExpiresAt: 500 }, { revokedAt: 9 }]) {
    await addSession(db, { ...living, ...over })
  }
  expect(await page('zz', 2)).toEqual([
    ['zz-0', 0],
    ['zz-1', 2],
  ])
  // The account that a page ended with may be gone by the next one.
  expect(await page('zz-1@example.com', 9)).toEqual([['zz-2', 0]])
  expect(await page(null, 1)).not.toEqual([['zz-0', 0]])
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
