import { beforeEach, expect, test, vi } from 'vitest'
import { users } from '../../db/schema'
import { findUserByEmail } from '../../db/users'
import { signUp } from '../../lib/auth/account/sign-up'
import * as pool from '../../lib/auth/passwords/hash-pool'
import { START, scene } from '../../lib/auth/testing'

vi.mock('../../lib/auth/passwords/hash-pool', { spy: true })

const { at, db, events, signIn } = await scene({ BCRYPT_COST: '4' })
const password = 'correct horse battery'

beforeEach(async () => {
  await db.delete(users)
  vi.mocked(pool.runHashTask).mockClear()
})

test('when an account is made, an event is written', async () => {
  const answer = await signUp(at(START), { email: 'ada@example.com', password })
  if (!answer.ok || !answer.user) throw new Error('no account was made')
  expect(await events(answer.user)).toMatchObject([{ type: 'sign-up', sessionId: null }])
})

test('when the password is weak and the address taken, the answer is about the password', async () => {
  const { user } = await signIn()
  const answer = await signUp(at(START), { email: user.email, password: 'short' })
  expect(answer).toMatchObject({ code: 'weak-password' })
})

test('when the queue for hashes is full, no account is made', async () => {
  vi.mocked(pool.runHashTask).mockResolvedValueOnce({ ok: false, code: 'busy', retryAfter: 5 })
  const answer = await signUp(at(START), { email: 'ada@example.com', password })
  expect(answer).toEqual({ ok: false, code: 'busy', retryAfter: 5 })
  expect(await findUserByEmail(db, 'ada@example.com')).toBeUndefined()
})
