import { expect, test } from 'vitest'
import type { UserRow } from '../../db/schema'
import { revokeSession } from '../../db/sessions'
import { addSession, addUser, temporaryDatabase, userRow } from '../../db/testing'
import {
  changePasswordHash,
  disableUser,
  enableUser,
  findUserByEmail,
  highestPasswordCost,
  insertUser,
  listUsers,
  raiseTokenVersion,
  replacePasswordHash,
} from '../../db/users'

const { db } = await temporaryDatabase()
const versionOf = async (id: string) => (await userRow(db, id))?.tokenVersion
const ada = { id: 'u-1', email: 'ada@example.com', passwordHash: 'one', createdAt: 5 }

test('when the id is taken, it is an error and no taken address', async () => {
  await insertUser(db, ada)
  await expect(insertUser(db, { ...ada, email: 'other@example.com' })).rejects.toThrow()
})

test('when twenty insert one address at the same time, one is made', async () => {
  const made = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      insertUser(db, { ...ada, id: `race-${index}`, email: 'race@example.com' }),
    ),
  )
  expect(made.filter((user) => user !== undefined)).toHaveLength(1)
})

test.each(["' OR '1'='1", '%', '_', 'ADA@example.com', ''])(
  'when the address is %j, no user is found',
  async (email) => {
    expect(await findUserByEmail(db, email)).toBeUndefined()
  },
)

test('when the old hash is still there, the new one is stored', async () => {
  const user = await addUser(db, { passwordHash: 'old' })
  await replacePasswordHash(db, user, 'new')
  expect((await userRow(db, user.id))?.passwordHash).toBe('new')
})

test('when the token version is another, it stays', async () => {
  const { id } = await addUser(db, { tokenVersion: 5 })
  for (const version of [-1, 0, 4, 6]) await raiseTokenVersion(db, id, version, 'token-reuse')
  expect(await versionOf(id)).toBe(5)
})

test('when a token version is raised, no other user is touched', async () => {
  const other = await addUser(db)
  await raiseTokenVersion(db, (await addUser(db)).id, 0, 'token-reuse')
  await raiseTokenVersion(db, 'no-user', 0, 'token-reuse')
  expect(await versionOf(other.id)).toBe(0)
})

/** The id of a living session of a user, new unless the caller gives one. */
async function sessionOf({ id: userId, tokenVersion }: UserRow): Promise<string> {
  const { id } = await addSession(db, { userId, tokenVersion })
  return id
}

test.each([
  ['the version', { tokenVersion: 1 }],
  ['the password', { passwordHash: 'another' }],
])('when %s has moved on, the new password is not stored', async (_, moved) => {
  const user = await addUser(db, { passwordHash: 'old' })
  const session = await sessionOf(user)
  const stale = { ...user, ...moved }
  expect(await changePasswordHash(db, stale, session, 'new', 9)).toBeUndefined()
  expect(await userRow(db, user.id)).toEqual(user)
})

const hash = (scheme: string, cost: string) => `${scheme}$2b$${cost}$${'.'.repeat(53)}`

test('when there are several schemes, it is found in each, and what is no cost does not count', async () => {
  const { db } = await temporaryDatabase()
  expect(await highestPasswordCost(db)).toBe(0)
  for (const [passwordHash, highest] of [
    [hash('', '04'), 4],
    ['not readable', 4],
    [hash('h1', '10'), 10],
    [hash('h1.0123abcd', '12'), 12],
    [hash('', '99'), 12],
    [hash('', 'xx'), 12],
    [hash('h1', '09'), 12],
    [hash('', '16'), 16],
  ] as const) {
    await addUser(db, { passwordHash })
    expect(await highestPasswordCost(db)).toBe(highest)
  }
})

test('when there are more rows than are read at a time, each is looked at', async () => {
  const { db } = await temporaryDatabase()
  for (const cost of ['10', '13', '11', '12', '10']) {
    await addUser(db, { passwordHash: hash('h1', cost) })
  }
  for (const atATime of [1, 2, 5]) expect(await highestPasswordCost(db, atATime)).toBe(13)
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
