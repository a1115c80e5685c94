import { beforeEach, expect, test, vi } from 'vitest'
import { sessions, users } from '../../../db/schema'
import { userRow } from '../../../db/testing'
import { findUserByEmail } from '../../../db/users'
import { SLUG } from '../../brand'
import * as pool from '../passwords/hash-pool'
import { signInWithPassword } from '../sessions/sign-in'
import { START, scene } from '../testing'
import { signUp } from './sign-up'

vi.mock('../passwords/hash-pool', { spy: true })

const { at, db, signIn } = await scene({ BCRYPT_COST: '4' })
const password = 'correct horse battery'

beforeEach(async () => {
  await db.delete(users)
  vi.mocked(pool.runHashTask).mockClear()
})

test('when the address is new, an account is made that can sign in', async () => {
  const answer = await signUp(at(START), { email: 'ada@example.com', password })
  expect(answer).toMatchObject({
    ok: true,
    user: { email: 'ada@example.com', createdAt: new Date(START).toISOString() },
  })
  const credentials = { email: 'ada@example.com', password }
  const signedIn = await signInWithPassword(at(START), credentials, { refreshTokens: [] })
  expect(signedIn).toMatchObject({ ok: true })
})

test('when an account is made, its row has a hash and no word of the password', async () => {
  const answer = await signUp(at(START), { email: 'ada@example.com', password })
  if (!answer.ok) throw new Error(answer.code)
  const row = await userRow(db, answer.user.id)
  expect(row).toMatchObject({ tokenVersion: 0, createdAt: START, emailVerifiedAt: null })
  expect(row?.passwordHash).toMatch(/^h1\$2b\$04\$/)
  expect(JSON.stringify(row)).not.toContain(password)
  expect(await db.select().from(sessions)).toEqual([])
})

test('when the address is taken, it keeps its password and no hash is made', async () => {
  const { user } = await signIn()
  const answer = await signUp(at(START), { email: user.email, password })
  expect(answer).toEqual({ ok: false, code: 'email-taken' })
  expect(await findUserByEmail(db, user.email)).toEqual(user)
  expect(pool.runHashTask).not.toHaveBeenCalled()
})

test('when two sign up with one address at the same time, one account is made', async () => {
  const both = ['correct horse battery', 'another fine password'].map((chosen) =>
    signUp(at(START), { email: 'race@example.com', password: chosen }),
  )
  const answers = await Promise.all(both)
  expect(answers.filter((answer) => answer.ok)).toHaveLength(1)
  expect(answers.find((answer) => !answer.ok)).toEqual({ ok: false, code: 'email-taken' })
})

test.each([
  ['too short', 'sh0rt!!'],
  ['common', 'password1'],
  ['the address', 'ada@example.com'],
  ['the app', SLUG.repeat(3)],
])(
  'when the password is %s, the answer says which rule at its field, and no hash is made',
  async (_, weak) => {
    const answer = await signUp(at(START), { email: 'ada@example.com', password: weak })
    const message = expect.stringMatching(/^[A-Z].*\.$/)
    expect(answer).toEqual({
      ok: false,
      code: 'weak-password',
      detail: message,
      errors: [{ path: 'password', message }],
    })
    expect(JSON.stringify(answer)).not.toContain(weak)
    expect(pool.runHashTask).not.toHaveBeenCalled()
    expect(await findUserByEmail(db, 'ada@example.com')).toBeUndefined()
  },
)
