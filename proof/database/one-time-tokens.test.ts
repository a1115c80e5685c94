import { expect, test } from 'vitest'
import { findTokenUser, putOneTimeToken } from '../../db/one-time-tokens'
import type { UserRow } from '../../db/schema'
import { addUser, temporaryDatabase, userRow } from '../../db/testing'
import { disableUser, resetPasswordHash } from '../../db/users'

const { db } = await temporaryDatabase()
const purpose = 'password-reset'

/** Stores a token of a user that ends at 100. */
async function give({ id: userId, credentialVersion }: UserRow, tokenHash: string) {
  await putOneTimeToken(db, { tokenHash, userId, purpose, credentialVersion, expiresAt: 100 })
  return { tokenHash, purpose } as const
}

test('when the purpose or the hash is another, there is no user', async () => {
  const token = await give(await addUser(db), 'of one purpose')
  for (const other of [{ tokenHash: 'unknown' }, { purpose: 'verify-email' as never }]) {
    expect(await findTokenUser(db, { ...token, ...other }, 0)).toBeUndefined()
  }
})

test('when the token is of another user, has ended, or the user is shut out, it is not stored', async () => {
  const user = await addUser(db, { passwordHash: 'old' })
  const token = await give(user, 'refused')
  const theirs = await give(await addUser(db), 'of another user')
  expect(await resetPasswordHash(db, user.id, theirs, 'new', 0)).toBeUndefined()
  expect(await resetPasswordHash(db, user.id, token, 'new', 100)).toBeUndefined()
  expect(await userRow(db, user.id)).toEqual(user)
  await disableUser(db, user.id, 0)
  expect(await resetPasswordHash(db, user.id, token, 'new', 0)).toBeUndefined()
  expect((await userRow(db, user.id))?.passwordHash).toBe('old')
})

test('when a token is looked up, it gives its user until it ends and is not used up', async () => {
  const user = await addUser(db)
  const token = await give(user, 'looked up')
  for (const now of [0, 99, 99]) expect(await findTokenUser(db, token, now)).toEqual(user)
  expect(await findTokenUser(db, token, 100)).toBeUndefined()
})

test('when a user gets another token, the first one ends and no other user’s does', async () => {
  const user = await addUser(db)
  const other = await addUser(db)
  const [first, theirs, second] = [
    await give(user, 'first'),
    await give(other, 'theirs'),
    await give(user, 'second'),
  ]
  expect(await findTokenUser(db, first, 0)).toBeUndefined()
  expect(await findTokenUser(db, second, 0)).toEqual(user)
  expect(await findTokenUser(db, theirs, 0)).toEqual(other)
})

test('when 50 present one token at the same time, one password is stored', async () => {
  const user = await addUser(db, { passwordHash: 'old' })
  const token = await give(user, 'raced for')
  const results = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      resetPasswordHash(db, user.id, token, `new ${index}`, 0),
    ),
  )
  const changed = results.filter((row) => row !== undefined)
  expect(changed).toEqual([await userRow(db, user.id)])
  expect(changed).toMatchObject([
    { tokenVersion: 1, tokenVersionReason: 'password-change', credentialVersion: 1 },
  ])
  expect(await findTokenUser(db, token, 0)).toBeUndefined()
})
