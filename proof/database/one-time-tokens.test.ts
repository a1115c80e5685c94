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
