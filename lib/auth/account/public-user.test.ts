import { expect, test } from 'vitest'
import { z } from 'zod'
import { userSchema } from '../../contract/user'
import { scene } from '../testing'
import { publicUser } from './public-user'

const { addUser } = await scene()
const row = await addUser({
  email: 'ada@example.com',
  createdAt: Date.UTC(2026, 0, 5, 12, 0, 0, 250),
})

test('when a user is answered, the members of the contract leave the server, and no other', () => {
  const user = publicUser(row)
  expect(z.strictObject(userSchema.shape).parse(user)).toEqual(user)
  expect(user).toMatchObject({
    id: row.id,
    email: 'ada@example.com',
    emailVerified: false,
    createdAt: '2026-01-05T12:00:00.250Z',
  })
})

test('when an address was verified at any time, it is verified', () => {
  expect(publicUser({ ...row, emailVerifiedAt: 0 }).emailVerified).toBe(true)
})
