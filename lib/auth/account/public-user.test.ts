import { expect, test } from 'vitest'
import { publicUser } from './public-user'

const row = {
  id: 'u-1',
  email: 'ada@example.com',
  emailVerifiedAt: null,
  passwordHash: 'h1$2b$12$secret',
  tokenVersion: 7,
  tokenVersionReason: null,
  credentialVersion: 0,
  disabledAt: null,
  createdAt: Date.UTC(2026, 0, 5, 12, 0, 0, 250),
}

test('of a user row exactly four members leave the server', () => {
  expect(publicUser(row)).toEqual({
    id: 'u-1',
    email: 'ada@example.com',
    emailVerified: false,
    createdAt: '2026-01-05T12:00:00.250Z',
  })
})

test('an address verified at any time, be it the first, is verified', () => {
  expect(publicUser({ ...row, emailVerifiedAt: 0 }).emailVerified).toBe(true)
})
