import { describe, expect, test } from 'vitest'
import { addEvent } from './events'
import type { UserRow } from './schema'
import { revokeSession } from './sessions'
import { addSession, addUser, eventRows, sessionRow, temporaryDatabase, userRow } from './testing'
import {
  changePasswordHash,
  deleteUser,
  disableUser,
  enableUser,
  findUser,
  findUserByEmail,
  highestPasswordCost,
  insertUser,
  listUsers,
  raiseTokenVersion,
  replacePasswordHash,
} from './users'

const { db } = await temporaryDatabase()
const versionOf = async (id: string) => (await userRow(db, id))?.tokenVersion

describe('inserting', () => {
  const ada = { id: 'u-1', email: 'ada@example.com', passwordHash: 'one', createdAt: 5 }

  test('gives the row, with what nobody said at its default', async () => {
    const expected = {
      ...ada,
      emailVerifiedAt: null,
      tokenVersion: 0,
      tokenVersionReason: null,
      credentialVersion: 0,
      disabledAt: null,
    }
    expect(await insertUser(db, ada)).toEqual(expected)
    expect(await findUserByEmail(db, ada.email)).toEqual(expected)
  })

  test('a taken address gives nothing and changes nothing', async () => {
    const before = await findUserByEmail(db, ada.email)
    const eve = { id: 'u-2', email: ada.email, passwordHash: 'two', createdAt: 6 }
    expect(await insertUser(db, eve)).toBeUndefined()
    expect(await findUserByEmail(db, ada.email)).toEqual(before)
    expect(await userRow(db, 'u-2')).toBeUndefined()
  })

  test('a taken id is an error, not a taken address', async () => {
    await expect(insertUser(db, { ...ada, email: 'other@example.com' })).rejects.toThrow()
  })

  test('of twenty at the same time one is made', async () => {
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        insertUser(db, { ...ada, id: `race-${index}`, email: 'race@example.com' }),
      ),
    )
    expect(made.filter((user) => user !== undefined)).toHaveLength(1)
  })
})

test.each(["' OR '1'='1", '%', '_', 'ADA@example.com', ''])(
  'nobody is found by %j',
  async (email) => {
    expect(await findUserByEmail(db, email)).toBeUndefined()
  },
)

describe('the same password under a newer scheme', () => {
  test('is stored where the old one is still there', async () => {
    const user = await addUser(db, { passwordHash: 'old' })
    await replacePasswordHash(db, user, 'new')
    expect((await userRow(db, user.id))?.passwordHash).toBe('new')
  })

  test('never overwrites a password that was changed in the meantime', async () => {
    const user = await addUser(db, { passwordHash: 'old' })
    await replacePasswordHash(db, user, 'changed')
    await replacePasswordHash(db, user, 'the old one, made anew')
    expect((await userRow(db, user.id))?.passwordHash).toBe('changed')
  })
})

describe('raising the token version', () => {
  test('counts one version once, however often and from wherever', async () => {
    const { id } = await addUser(db)
    await Promise.all(Array.from({ length: 20 }, () => raiseTokenVersion(db, id, 0, 'token-reuse')))
    expect(await versionOf(id)).toBe(1)
    await raiseTokenVersion(db, id, 0, 'token-reuse')
    expect(await versionOf(id)).toBe(1)
    await raiseTokenVersion(db, id, 1, 'token-reuse')
    expect(await versionOf(id)).toBe(2)
  })

  test('leaves a version alone that is not the one to leave behind', async () => {
    const { id } = await addUser(db, { tokenVersion: 5 })
    for (const version of [-1, 0, 4, 6]) await raiseTokenVersion(db, id, version, 'token-reuse')
    expect(await versionOf(id)).toBe(5)
  })

  test('touches nobody else', async () => {
    const other = await addUser(db)
    await raiseTokenVersion(db, (await addUser(db)).id, 0, 'token-reuse')
    await raiseTokenVersion(db, 'nobody', 0, 'token-reuse')
    expect(await versionOf(other.id)).toBe(0)
  })
})

/** The id of a living session of a user, new unless told. */
async function sessionOf({ id: userId, tokenVersion }: UserRow): Promise<string> {
  const { id } = await addSession(db, { userId, tokenVersion })
  return id
}

describe('another password', () => {
  test('is stored, and everything ends, in one statement', async () => {
    const user = await addUser(db, { passwordHash: 'old', tokenVersion: 4 })
    const changed = { ...user, passwordHash: 'new', tokenVersion: 5, credentialVersion: 1 }
    const expected = { ...changed, tokenVersionReason: 'password-change' }
    expect(await changePasswordHash(db, user, await sessionOf(user), 'new', 9)).toEqual(expected)
    expect(await userRow(db, user.id)).toEqual(expected)
  })

  test('is not stored for a session that is over, or is of another user', async () => {
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

  test.each([
    ['the version', { tokenVersion: 1 }],
    ['the password', { passwordHash: 'another' }],
  ])('is not stored where %s has moved on', async (_, moved) => {
    const user = await addUser(db, { passwordHash: 'old' })
    const session = await sessionOf(user)
    const stale = { ...user, ...moved }
    expect(await changePasswordHash(db, stale, session, 'new', 9)).toBeUndefined()
    expect(await userRow(db, user.id)).toEqual(user)
  })
})

describe('an account', () => {
  test('is disabled once, with every session of it', async () => {
    const user = await addUser(db)
    const other = await addUser(db)
    expect(await disableUser(db, user.id, 0)).toBe(true)
    expect(await disableUser(db, user.id, 9)).toBe(false)
    const ended = { tokenVersion: 1, tokenVersionReason: 'disabled', credentialVersion: 1 }
    expect(await userRow(db, user.id)).toEqual({ ...user, ...ended, disabledAt: 0 })
    expect(await userRow(db, other.id)).toEqual(other)
  })

  test('is enabled once, and what ended stays ended', async () => {
    const user = await addUser(db, { disabledAt: 5, tokenVersion: 1 })
    expect(await enableUser(db, user.id)).toBe(true)
    expect(await enableUser(db, user.id)).toBe(false)
    expect(await userRow(db, user.id)).toEqual({ ...user, disabledAt: null })
  })

  test('is found by its id', async () => {
    const user = await addUser(db)
    expect(await findUser(db, user.id)).toEqual(user)
    expect(await findUser(db, 'nobody')).toBeUndefined()
  })
})

describe('the highest cost of all stored passwords', () => {
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
})

describe('listing', () => {
  const page = async (after: string | null, limit: number) =>
    (await listUsers(db, { after, limit, now: 500 })).map(({ user, sessions }) => [
      user.email.split('@')[0],
      sessions,
    ])

  test('when people are listed, they come by address, with their living sessions', async () => {
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
})

describe('deleting', () => {
  test('when a person is deleted, every row of theirs goes, and none of another', async () => {
    const [user, other] = [await addUser(db), await addUser(db)]
    const session = await addSession(db, { userId: user.id })
    const kept = await addSession(db, { userId: other.id })
    for (const { id: sessionId, userId } of [session, kept]) {
      const event = { type: 'sign-in', createdAt: 1, ip: null, userAgent: null } as const
      await addEvent(db, { ...event, id: `e-${userId}`, userId, sessionId })
    }
    expect(await deleteUser(db, user.id)).toBe(true)
    expect(await userRow(db, user.id)).toBeUndefined()
    expect(await sessionRow(db, session.id)).toBeUndefined()
    expect(await eventRows(db, user.id)).toEqual([])
    expect(await userRow(db, other.id)).toBeDefined()
    expect(await sessionRow(db, kept.id)).toBeDefined()
    expect(await eventRows(db, other.id)).toHaveLength(1)
    expect(await deleteUser(db, user.id)).toBe(false)
  })
})
