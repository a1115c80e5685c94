import { expect, test, vi } from 'vitest'
import { changePassword } from '../../lib/auth/passwords/change-password'
import * as pool from '../../lib/auth/passwords/hash-pool'
import { hashPassword } from '../../lib/auth/passwords/password-hash'
import { signInWithPassword } from '../../lib/auth/sessions/sign-in'
import { LANE, MINUTE, PASSWORD, START, scene } from '../../lib/auth/testing'
import { log } from '../../lib/log/log'

vi.mock('../../lib/auth/passwords/hash-pool', { spy: true })

const { addUser, at, caller, config, db, events, mails, row, signIn, userRow } = await scene()
const NOW = START + 20 * MINUTE
const currentPassword = PASSWORD
const newPassword = 'another horse staple'

test('when the new password is the old one in another spelling, it is refused', async () => {
  const composed = 'caf\u00e9 au lait'
  const hashed = await hashPassword(composed, config, LANE)
  if (!hashed.ok) throw new Error(hashed.code)
  const { id, user } = await signIn(await addUser({ passwordHash: hashed.value }))
  const input = { currentPassword: composed, newPassword: composed.normalize('NFD') }
  const answer = await changePassword(at(NOW), { session: await row(id), user }, input)
  expect(answer).toMatchObject({ code: 'weak-password', errors: [{ path: 'newPassword' }] })
})

test('when the current password is guessed, the answer says nothing of the new one and an event is written', async () => {
  const { session, user } = await caller()
  const input = { currentPassword: 'wrong horse', newPassword: 'short' }
  const answer = await changePassword(at(NOW), { session, user }, input)
  expect(answer).toMatchObject({ code: 'invalid-credentials' })
  const event = { type: 'step-up-failed', sessionId: session.id }
  expect(await events(user)).toMatchObject([event])
})

test('when too many hashes wait, the answer is busy and nothing changes', async () => {
  const { session, user } = await caller()
  vi.mocked(pool.runHashTask).mockResolvedValueOnce({ ok: false, code: 'busy', retryAfter: 1 })
  const answer = await changePassword(at(NOW), { session, user }, { currentPassword, newPassword })
  expect(answer).toMatchObject({ code: 'busy', retryAfter: 1 })
  expect(await userRow(user)).toEqual(user)
})

/** The database, whose inserts fail: a session needs one, and so does an event. */
const failing = () => {
  const insert = () => {
    throw new Error('SQLITE_FULL')
  }
  return Object.assign(Object.create(db), { insert })
}

test('when no session can begin after the change, it is answered as changed, without a grant, and logged', async () => {
  const error = vi.spyOn(log, 'error').mockReturnValue()
  const info = vi.spyOn(log, 'info').mockReturnValue()
  const { session, user } = await caller()
  const context = { ...at(NOW), db: failing() }
  const answer = await changePassword(context, { session, user }, { currentPassword, newPassword })
  expect(answer).toEqual({ ok: true, grant: null })
  const logged = [...error.mock.calls, ...info.mock.calls].map(([line]) => line)
  expect(logged).toContainEqual(expect.objectContaining({ event: 'grant_failed' }))
  expect(logged).toContainEqual(expect.objectContaining({ type: 'password-changed' }))
  const credentials = { email: user.email, password: newPassword }
  expect(await signInWithPassword(at(NOW), credentials, { refreshTokens: [] })).toMatchObject({
    ok: true,
  })
})

test('when the answer of the database is lost, the change is answered as changed', async () => {
  const { session, user } = await caller()
  const atomic = async (...statements: Parameters<typeof db.atomic>) => {
    await db.atomic(...statements)
    throw new Error('Connection terminated')
  }
  const lossy = Object.assign(Object.create(db), { atomic })
  const answer = await changePassword(
    { ...at(NOW), db: lossy },
    { session, user },
    { currentPassword, newPassword },
  )
  expect(answer).toMatchObject({ ok: true, grant: { user: { id: user.id } } })
  expect(await events(user)).toMatchObject([{ type: 'password-changed' }])
  expect(await mails(user)).toMatchObject([{ kind: 'password-changed' }])
})
