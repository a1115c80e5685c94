import { expect, test } from 'vitest'
import type { UserRow } from '../../db/schema'
import { addSession, addUser, temporaryDatabase, userRow } from '../../db/testing'
import {
  changePasswordHash,
  findUserByEmail,
  highestPasswordCost,
  insertUser,
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
  await raiseTokenVersion(db, 'nobody', 0, 'token-reuse')
  expect(await versionOf(other.id)).toBe(0)
})

/** The id of a living session of a user, new unless told. */
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
