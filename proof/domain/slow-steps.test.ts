/**
 * A hash takes its time, and waits in a queue. What ends meanwhile stays ended: here things happen
 * in the middle of a hash, after the request was let in and before its answer is decided.
 */
import bcrypt from 'bcryptjs'
import { describe, expect, test, vi } from 'vitest'
import type { UserRow } from '../../db/schema'
import { revokeSession } from '../../db/sessions'
import { disableUser, enableUser, raiseTokenVersion, replacePasswordHash } from '../../db/users'
import { changePassword } from '../../lib/auth/passwords/change-password'
import * as pool from '../../lib/auth/passwords/hash-pool'
import { hashPassword } from '../../lib/auth/passwords/password-hash'
import type { RequestContext } from '../../lib/auth/request-context'
import { readSession } from '../../lib/auth/sessions/read-session'
import { signInWithPassword } from '../../lib/auth/sessions/sign-in'
import { stepUp } from '../../lib/auth/sessions/step-up'
import { DAY, LANE, MINUTE, PASSWORD, START, scene } from '../../lib/auth/testing'

vi.mock('../../lib/auth/passwords/hash-pool', { spy: true })

const { at, caller, claimsOf, config, db, deleteUser, events, person, row, userRow } = await scene({
  AUTH_REVOCATION: 'stateless',
})

const NOW = START + 20 * MINUTE
const password = PASSWORD
const { passwordHash } = await person()
const newPassword = 'another horse staple'

/** Lets something happen while a hash is being made: the first one, unless the caller names another. */
async function duringHash(action: () => unknown, which = 1): Promise<void> {
  const { runHashTask } = await vi.importActual<typeof pool>('../../lib/auth/passwords/hash-pool')
  const mocked = vi.mocked(pool.runHashTask)
  for (let passed = 1; passed < which; passed += 1) mocked.mockImplementationOnce(runHashTask)
  mocked.mockImplementationOnce(async (...task) => {
    const hashed = await runHashTask(...task)
    await action()
    return hashed as never
  })
}

type Caller = Awaited<ReturnType<typeof caller>>

/** Each way for a session to end, and the answer to its caller. */
const ENDS: [string, (who: Caller) => unknown, object][] = [
  [
    'ends from the list of sessions',
    ({ held }) => revokeSession(db, held.id, 'ended-elsewhere', NOW),
    { code: 'session-revoked', reason: 'ended-elsewhere' },
  ],
  [
    'ends with all others',
    ({ user }) => raiseTokenVersion(db, user.id, 0, 'sign-out-everywhere'),
    { code: 'session-revoked', reason: 'sign-out-everywhere' },
  ],
  [
    'ends with its account',
    ({ user }) => disableUser(db, user.id, NOW),
    { code: 'session-revoked', reason: 'disabled' },
  ],
  ['goes with its account', ({ user }) => deleteUser(user), { code: 'session-expired' }],
]

describe('a step-up', () => {
  test.each(ENDS)('when its session %s meanwhile, gives nothing', async (_, end, reason) => {
    for (const withCookie of [false, true]) {
      const who = await caller()
      const before = (await events(who.user)).length
      await duringHash(() => end(who))
      const refreshTokens = withCookie ? [who.held.token] : []
      const answer = await stepUp(at(NOW), who, password, { refreshTokens })
      if (reason) expect(answer).toMatchObject({ ok: false })
      if (!withCookie) expect(answer).toEqual({ ok: false, ...reason })
      expect((await events(who.user)).slice(before)).toEqual([])
      if (await userRow(who.user)) expect((await row(who.held.id)).authenticatedAt).toBe(START)
    }
  })

  test('when its session reaches its end meanwhile, gives nothing', async () => {
    const who = await caller()
    let now = START + 7 * DAY - 1
    const context: RequestContext = { ...at(now), clock: () => now }
    await duringHash(() => {
      now += 1
    })
    const answer = await stepUp(context, who, password, { refreshTokens: [] })
    expect(answer).toEqual({ ok: false, code: 'session-expired' })
  })
})

describe('a change of the password', () => {
  const change = (who: Caller) =>
    changePassword(at(NOW), who, { currentPassword: password, newPassword })

  for (const hash of [1, 2]) {
    test.each(ENDS)(
      `when its session %s in hash ${hash}, nothing is stored`,
      async (_, end, reason) => {
        const who = await caller()
        await duringHash(() => end(who), hash)
        expect(await change(who)).toEqual({ ok: false, ...reason })
        const stored = await userRow(who.user)
        if (stored) expect(stored.passwordHash).toBe(who.user.passwordHash)
      },
    )
  }

  test('when a sign-in stores the same password anew meanwhile, the answer is to try again', async () => {
    const who = await caller()
    await duringHash(() => replacePasswordHash(db, who.user, 'the same, in a newer way'))
    expect(await change(who)).toMatchObject({ code: 'busy' })
    expect(await userRow(who.user)).toMatchObject({ tokenVersion: 0 })
  })
})

describe('a sign-in', () => {
  const signInAs = ({ email }: UserRow) =>
    signInWithPassword(at(NOW), { email, password }, { refreshTokens: ['x'] })

  /** The number of the hash in which it happens; with an older way of storing there are two. */
  const hashes: [string, number, () => string][] = [
    ['the check', 1, () => passwordHash],
    ['the check, before another hash', 1, () => bcrypt.hashSync(password, 4)],
    ['the hash that stores it in a newer way', 2, () => bcrypt.hashSync(password, 4)],
  ]

  test.each(hashes)(
    'when the account is disabled in %s, it is refused as forbidden',
    async (_, which, stored) => {
      const user = await person({ passwordHash: stored() })
      await duringHash(() => disableUser(db, user.id, NOW), which)
      expect(await signInAs(user)).toMatchObject({ ok: false, code: 'forbidden' })
    },
  )

  test.each(hashes)(
    'when the password is changed in %s, it is refused',
    async (_, which, stored) => {
      const user = await person({ passwordHash: stored() })
      const hashed = await hashPassword(newPassword, config, LANE)
      if (!hashed.ok) throw new Error(hashed.code)
      await duringHash(async () => {
        await replacePasswordHash(db, user, hashed.value)
        await raiseTokenVersion(db, user.id, 0, 'password-change')
      }, which)
      expect(await signInAs(user)).toMatchObject({ ok: false, code: 'invalid-credentials' })
    },
  )

  test('when the account is deleted meanwhile, it is refused like an unknown address', async () => {
    const user = await person()
    await duringHash(() => deleteUser(user))
    expect(await signInAs(user)).toEqual({ ok: false, code: 'invalid-credentials' })
  })

  test.each<[string, (user: UserRow) => unknown]>([
    ['everything is signed out', ({ id }) => raiseTokenVersion(db, id, 0, 'sign-out-everywhere')],
    [
      'the account is disabled and enabled',
      async ({ id }) => [await disableUser(db, id, NOW), await enableUser(db, id)],
    ],
    [
      'another sign-in stores the password anew',
      async (user) => replacePasswordHash(db, user, bcrypt.hashSync(password, 4)),
    ],
  ])('when %s meanwhile: the session counts from there, and lives', async (_, action) => {
    const user = await person()
    await duringHash(() => action(user))
    const answer = await signInAs(user)
    if (!answer.ok) throw new Error(answer.code)
    const claims = await claimsOf(answer.grant, NOW)
    expect(await readSession(at(NOW), claims)).toMatchObject({ ok: true })
  })
})
