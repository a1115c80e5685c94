import { expect, test, vi } from 'vitest'
import type { UserRow } from '../../db/schema'
import { disableUser, enableUser } from '../../db/users'
import { changePassword } from '../../lib/auth/passwords/change-password'
import * as pool from '../../lib/auth/passwords/hash-pool'
import { hashPassword } from '../../lib/auth/passwords/password-hash'
import { createPasswordResetLink, resetPassword } from '../../lib/auth/passwords/password-reset'
import { signInWithPassword } from '../../lib/auth/sessions/sign-in'
import { LANE, MINUTE, START, scene } from '../../lib/auth/testing'

vi.mock('../../lib/auth/passwords/hash-pool', { spy: true })

const { addUser, at, config, db, events, row, signIn, userRow } = await scene()
const newPassword = 'another horse staple'

/** Makes a link for a user. @returns its token. */
async function linkFor({ email }: UserRow, now = START): Promise<string> {
  const made = await createPasswordResetLink(at(now), email)
  if (typeof made === 'string') throw new Error(made)
  return made.link.split('#token=')[1] ?? ''
}

const reset = (token: string, now = START, more: object = {}) =>
  resetPassword(at(now), { token, newPassword, ...more })

const signInWith = (user: UserRow, password: string) =>
  signInWithPassword(at(START), { email: user.email, password }, { refreshTokens: [] })

/** How many hashes were made or compared since the test began. */
const hashes = () => vi.mocked(pool.runHashTask).mock.calls.length

test.each<[string, (user: UserRow) => Promise<{ token: string; now?: number }>]>([
  ['it is made up', async () => ({ token: 'x'.repeat(43) })],
  ['it is empty', async () => ({ token: '' })],
  [
    'it was used',
    async (user) => {
      const token = await linkFor(user)
      await reset(token)
      return { token }
    },
  ],
  [
    '30 minutes are over',
    async (user) => ({ token: await linkFor(user), now: START + 30 * MINUTE }),
  ],
  [
    'the account was disabled, and enabled again',
    async (user) => {
      const token = await linkFor(user)
      await disableUser(db, user.id, START)
      await enableUser(db, user.id)
      return { token }
    },
  ],
  [
    'a newer one was made',
    async (user) => {
      const token = await linkFor(user)
      await linkFor(user)
      return { token }
    },
  ],
  [
    'the password was changed by its owner',
    async () => {
      const currentPassword = 'correct horse battery'
      const hashed = await hashPassword(currentPassword, config, LANE)
      if (!hashed.ok) throw new Error(hashed.code)
      const held = await signIn(await addUser({ passwordHash: hashed.value }))
      const token = await linkFor(held.user)
      const caller = { session: await row(held.id), user: held.user }
      await changePassword(at(START), caller, {
        currentPassword,
        newPassword: `${newPassword} 2`,
      })
      return { token }
    },
  ],
])('when %s, the answer is that to a made-up token, and nothing is hashed', async (_, prepare) => {
  const { token, now } = await prepare(await addUser())
  const before = hashes()
  const answer = await reset(token, now)
  expect(answer).toEqual(await reset('another made-up one'))
  expect(answer).toMatchObject({ ok: false, code: 'invalid-token' })
  expect(hashes()).toBe(before)
})

test.each([
  ['the password is weak', { newPassword: 'password123' }, 'weak-password'],
  ['the password is too short', { newPassword: 'short' }, 'weak-password'],
])('when %s, the next try works', async (_, more, code) => {
  const user = await addUser()
  const token = await linkFor(user)
  expect(await reset(token, START, more)).toMatchObject({
    code,
    errors: [{ path: 'newPassword' }],
  })
  expect(await userRow(user)).toEqual(user)
  expect(await reset(token)).toMatchObject({ ok: true })
})

test('when the password is the address, the next try works', async () => {
  const user = await addUser()
  const token = await linkFor(user)
  expect(await reset(token, START, { newPassword: user.email })).toMatchObject({
    code: 'weak-password',
  })
  expect(await reset(token)).toMatchObject({ ok: true })
})

test('when too many hashes wait, the next try works', async () => {
  const token = await linkFor(await addUser())
  vi.mocked(pool.runHashTask).mockResolvedValueOnce({ ok: false, code: 'busy', retryAfter: 1 })
  expect(await reset(token)).toMatchObject({ code: 'busy', retryAfter: 1 })
  expect(await reset(token)).toMatchObject({ ok: true })
})

test('when the account is disabled during the hash, it stays disabled with its password', async () => {
  const user = await addUser()
  const token = await linkFor(user)
  duringHash(() => disableUser(db, user.id, START))
  expect(await reset(token)).toMatchObject({ code: 'invalid-token' })
  expect(await userRow(user)).toMatchObject({
    passwordHash: user.passwordHash,
    disabledAt: START,
  })
})

test('when 50 use one link at the same time, one password is the new one', async () => {
  const user = await addUser()
  const token = await linkFor(user)
  const password = (index: number) => `another horse staple ${index}`
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) => reset(token, START, { newPassword: password(index) })),
  )
  const won = answers.findIndex(({ ok }) => ok)
  const codes = answers.map((answer) => (answer.ok ? 'ok' : answer.code)).sort()
  expect(codes).toEqual([...Array(49).fill('invalid-token'), 'ok'])
  expect(await signInWith(user, password(won))).toMatchObject({ ok: true })
  expect((await userRow(user))?.tokenVersion).toBe(1)
})

test('when its time ends during the hash, it does not count', async () => {
  const user = await addUser()
  const token = await linkFor(user)
  let now = START
  duringHash(() => {
    now += 30 * MINUTE
  })
  const answer = await resetPassword({ ...at(START), clock: () => now }, { token, newPassword })
  expect(answer).toMatchObject({ code: 'invalid-token' })
  expect(await userRow(user)).toEqual(user)
})

test('when the answer of the database is lost after it was stored, the answer is success', async () => {
  const user = await addUser()
  const token = await linkFor(user)
  const lossy = Object.assign(Object.create(db), {
    update: (...args: Parameters<typeof db.update>) => ({
      set: (values: object) => ({
        where: (condition: never) => ({
          returning: async () => {
            await db
              .update(...args)
              .set(values)
              .where(condition)
              .returning()
            throw new Error('Connection terminated')
          },
        }),
      }),
    }),
  })
  expect(await resetPassword({ ...at(START), db: lossy }, { token, newPassword })).toMatchObject({
    ok: true,
  })
  expect((await events(user)).map(({ type }) => type)).toContain('password-reset')
})

/** Lets something happen while the next hash is being made. */
function duringHash(action: () => unknown): void {
  vi.mocked(pool.runHashTask).mockImplementationOnce(async (...task) => {
    const { runHashTask } = await vi.importActual<typeof pool>('../../lib/auth/passwords/hash-pool')
    const hashed = await runHashTask(...task)
    await action()
    return hashed as never
  })
}
