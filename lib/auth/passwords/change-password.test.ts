import type { SQL } from 'drizzle-orm'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { log } from '../../log/log'
import { readSession } from '../sessions/session-lookup'
import { signInWithPassword } from '../sessions/sign-in'
import { LANE, MINUTE, START, scene, tokenOf } from '../testing'
import { changePassword } from './change-password'
import * as pool from './hash-pool'
import { hashPassword } from './password-hash'

vi.mock('./hash-pool', { spy: true })

const { addUser, at, claimsOf, config, db, events, row, signIn, userRow } = await scene()
const NOW = START + 20 * MINUTE
const currentPassword = 'correct horse battery'
const newPassword = 'another horse staple'
let passwordHash = ''

beforeAll(async () => {
  const hashed = await hashPassword(currentPassword, config, LANE)
  if (!hashed.ok) throw new Error(hashed.code)
  passwordHash = hashed.value
})

/** A person with a session, as the caller. */
async function caller() {
  const held = await signIn(await addUser({ passwordHash }))
  return { held, user: held.user, session: await row(held.id) }
}

describe('another password', () => {
  test('ends every session, and begins the next one of the same device', async () => {
    const { held, session, user } = await caller()
    const other = await signIn(user)
    const answer = await changePassword(
      at(NOW),
      { session, user },
      { currentPassword, newPassword },
    )
    if (!answer.ok || !answer.grant) throw new Error('there is no grant')
    const ended = { ok: false, code: 'session-revoked', reason: 'password-change' }
    for (const { claims } of [held, other]) {
      expect(await readSession(at(NOW), claims)).toEqual(ended)
    }
    const claims = await claimsOf(answer.grant, NOW)
    expect(claims.sid).toBe(answer.grant.sessionId)
    expect(claims.sid).not.toBe(held.id)
    expect(await readSession(at(NOW), claims)).toMatchObject({ ok: true })
    expect(tokenOf(answer.grant)).not.toBe(held.token)
    expect(await row(claims.sid)).toMatchObject({
      createdAt: NOW,
      authenticatedAt: NOW,
      tokenVersion: 1,
      userAgent: session.userAgent,
      ip: session.ip,
    })
    expect(await events(user)).toMatchObject([{ type: 'password-changed', sessionId: claims.sid }])
  })

  test('is the one that signs in from then on', async () => {
    const { session, user } = await caller()
    await changePassword(at(NOW), { session, user }, { currentPassword, newPassword })
    const signInWith = (password: string) =>
      signInWithPassword(at(NOW), { email: user.email, password }, { refreshTokens: [] })
    expect(await signInWith(currentPassword)).toMatchObject({ code: 'invalid-credentials' })
    expect(await signInWith(newPassword)).toMatchObject({ ok: true })
  })
})

describe('refused, and nothing changes', () => {
  test.each([
    ['a wrong current password', { currentPassword: 'wrong horse' }, 'invalid-credentials'],
    ['a short new one', { newPassword: 'short' }, 'weak-password'],
    ['a common new one', { newPassword: 'password123' }, 'weak-password'],
    ['the one that is there', { newPassword: currentPassword }, 'weak-password'],
  ])('%s', async (_, more, code) => {
    const { held, session, user } = await caller()
    const input = { currentPassword, newPassword, ...more }
    expect(await changePassword(at(NOW), { session, user }, input)).toMatchObject({ code })
    expect(await userRow(user)).toEqual(user)
    expect(await readSession(at(NOW), held.claims)).toMatchObject({ ok: true })
  })

  test('the one that is there in another spelling', async () => {
    const composed = 'caf\u00e9 au lait'
    const hashed = await hashPassword(composed, config, LANE)
    if (!hashed.ok) throw new Error(hashed.code)
    const { id, user } = await signIn(await addUser({ passwordHash: hashed.value }))
    const input = { currentPassword: composed, newPassword: composed.normalize('NFD') }
    const answer = await changePassword(at(NOW), { session: await row(id), user }, input)
    expect(answer).toMatchObject({ code: 'weak-password', errors: [{ path: 'newPassword' }] })
  })

  test('whoever guesses the current password learns nothing of the new one, and is written down', async () => {
    const { session, user } = await caller()
    const input = { currentPassword: 'wrong horse', newPassword: 'short' }
    const answer = await changePassword(at(NOW), { session, user }, input)
    expect(answer).toMatchObject({ code: 'invalid-credentials' })
    const event = { type: 'step-up-failed', sessionId: session.id }
    expect(await events(user)).toMatchObject([event])
  })

  test('too many hashes wait: busy', async () => {
    const { session, user } = await caller()
    vi.mocked(pool.runHashTask).mockResolvedValueOnce({ ok: false, code: 'busy', retryAfter: 1 })
    const answer = await changePassword(
      at(NOW),
      { session, user },
      { currentPassword, newPassword },
    )
    expect(answer).toMatchObject({ code: 'busy', retryAfter: 1 })
    expect(await userRow(user)).toEqual(user)
  })
})

describe('when the password is stored and then something fails', () => {
  /** The database, whose inserts fail: a session needs one, and so does an event. */
  const failing = () => {
    const insert = () => {
      throw new Error('SQLITE_FULL')
    }
    return Object.assign(Object.create(db), { insert })
  }

  test('it is told as changed, without a grant, and written to the log', async () => {
    const error = vi.spyOn(log, 'error').mockReturnValue()
    const info = vi.spyOn(log, 'info').mockReturnValue()
    const { session, user } = await caller()
    const context = { ...at(NOW), db: failing() }
    const answer = await changePassword(
      context,
      { session, user },
      { currentPassword, newPassword },
    )
    expect(answer).toEqual({ ok: true, grant: null })
    const logged = [...error.mock.calls, ...info.mock.calls].map(([line]) => line)
    expect(logged).toContainEqual(expect.objectContaining({ event: 'grant_failed' }))
    expect(logged).toContainEqual(expect.objectContaining({ type: 'password-changed' }))
    const credentials = { email: user.email, password: newPassword }
    expect(await signInWithPassword(at(NOW), credentials, { refreshTokens: [] })).toMatchObject({
      ok: true,
    })
  })

  test('it is told as changed where the answer of the database was lost', async () => {
    const { session, user } = await caller()
    let lost = false
    const update = (...args: Parameters<typeof db.update>) => {
      const statement = db.update(...args)
      if (lost) return statement
      lost = true
      const returning = async (values: object, condition: SQL) => {
        await statement.set(values).where(condition).returning()
        throw new Error('Connection terminated')
      }
      return {
        set: (values: object) => ({
          where: (condition: SQL) => ({ returning: () => returning(values, condition) }),
        }),
      }
    }
    const lossy = Object.assign(Object.create(db), { update })
    const answer = await changePassword(
      { ...at(NOW), db: lossy },
      { session, user },
      { currentPassword, newPassword },
    )
    expect(answer).toMatchObject({ ok: true, grant: { user: { id: user.id } } })
    expect(await events(user)).toMatchObject([{ type: 'password-changed' }])
  })
})
