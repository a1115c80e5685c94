import { beforeEach, expect, test, vi } from 'vitest'
import { putOneTimeToken } from '../../../db/one-time-tokens'
import { mails, sessions, users } from '../../../db/schema'
import { userRow } from '../../../db/testing'
import { findUserByEmail } from '../../../db/users'
import { SLUG } from '../../brand'
import * as pool from '../passwords/hash-pool'
import { signInWithPassword } from '../sessions/sign-in'
import { START, scene } from '../testing'
import { signUp } from './sign-up'

vi.mock('../passwords/hash-pool', { spy: true })

const { at, config, db, events, signIn } = await scene({ BCRYPT_COST: '4' })
const password = 'correct horse battery'

const as = (emailVerification: 'required' | 'optional' | 'off') => ({
  ...at(START),
  config: { ...config, emailVerification },
})

beforeEach(async () => {
  await db.delete(mails)
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
  if (!answer.ok || !answer.user) throw new Error('no account was made')
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

test('when an address has to be verified first, answer, hash and mail are the same for one that is taken', async () => {
  const { user } = await signIn()
  for (const email of ['ada@example.com', user.email]) {
    vi.mocked(pool.runHashTask).mockClear()
    expect(await signUp(as('required'), { email, password })).toEqual({ ok: true, user: null })
    expect(pool.runHashTask).toHaveBeenCalledTimes(1)
  }
  const written = await db.select().from(mails)
  expect(written.map(({ recipient }) => recipient)).toEqual(['ada@example.com', user.email])
  expect(
    written.map(({ id, userId, recipient: _, ...row }) => ({
      ...row,
      id: id.length,
      userId: userId?.length,
    })),
  ).toEqual(
    Array(2).fill({
      id: 43,
      kind: 'sign-up',
      userId: 36,
      newEmail: null,
      userAgent: 'A browser',
      ip: '192.0.2.0/24',
      createdAt: START,
      dueAt: START,
      attempts: 0,
      sentAt: null,
    }),
  )
  expect(written[1]?.userId).not.toBe(user.id)
  expect(await findUserByEmail(db, user.email)).toEqual(user)
  const made = await findUserByEmail(db, 'ada@example.com')
  expect(made).toMatchObject({ id: written[0]?.userId, emailVerifiedAt: null })
  await vi.waitFor(async () =>
    expect((await events({ id: made?.id ?? '' })).map(({ type }) => type)).toEqual(['sign-up']),
  )
})

test('when an address has to be verified first, a weak password is refused before anything is written', async () => {
  const { user } = await signIn()
  for (const email of ['ada@example.com', user.email]) {
    const answer = await signUp(as('required'), { email, password: 'sh0rt!!' })
    expect(answer).toMatchObject({ code: 'weak-password' })
  }
  expect(await db.select().from(mails)).toEqual([])
  expect(pool.runHashTask).not.toHaveBeenCalled()
})

test.each([
  ['optional', 1],
  ['off', 0],
] as const)('when verification is %s, a sign-up writes %i mails', async (mode, count) => {
  const { user } = await signIn()
  expect(await signUp(as(mode), { email: 'ada@example.com', password })).toMatchObject({ ok: true })
  expect(await signUp(as(mode), { email: user.email, password })).toMatchObject({ ok: false })
  expect(await db.select().from(mails)).toHaveLength(count)
})

test('when the owner of another account can still take an address back, it is taken', async () => {
  const { user } = await signIn()
  const email = 'earlier@example.com'
  await putOneTimeToken(db, {
    tokenHash: 'a hash',
    userId: user.id,
    purpose: 'undo-email-change',
    credentialVersion: 0,
    email,
    expiresAt: START + 1,
  })
  expect(await signUp(as('optional'), { email, password })).toMatchObject({ code: 'email-taken' })
  expect(pool.runHashTask).not.toHaveBeenCalled()
  expect(await signUp(as('required'), { email, password })).toEqual({ ok: true, user: null })
  expect(await findUserByEmail(db, email)).toBeUndefined()
  expect(await db.select().from(mails)).toMatchObject([{ kind: 'sign-up', recipient: email }])
  const later = { ...as('optional'), now: START + 1 }
  expect(await signUp(later, { email, password })).toMatchObject({ ok: true })
})
