import { expect, test } from 'vitest'
import { DEVICE, SECOND, START, scene } from '../testing'
import { listSessions } from './manage-sessions'
import { refreshSession } from './refresh'
import { startSession } from './start-session'

const { addUser, at, change, events, row, signIn, db, config } = await scene({
  AUTH_MAX_SESSIONS: '3',
})

const later = (seconds: number) => START + seconds * SECOND
const living = async (user: { id: string }, now: number) =>
  (await listSessions({ config, db, now }, { userId: user.id, sessionId: '' })).map(({ id }) => id)

test('when there is one session too many, the oldest ends, its browser reads why, and an event is written', async () => {
  const first = await signIn(undefined, later(0))
  const second = await signIn(first.user, later(1))
  // The one in use is not the newest, and goes by its age all the same.
  await refreshSession(at(later(90)), first.token)
  const third = await signIn(first.user, later(2))
  expect(await living(first.user, later(91))).toHaveLength(3)
  const fourth = await signIn(first.user, later(92))
  expect((await living(first.user, later(93))).sort()).toEqual(
    [second.id, third.id, fourth.id].sort(),
  )
  expect(await row(first.id)).toMatchObject({
    revokedReason: 'session-limit',
    revokedAt: later(92),
  })
  expect(await refreshSession(at(later(94)), first.token)).toMatchObject({
    code: 'session-revoked',
    reason: 'session-limit',
  })
  expect(await events(first.user)).toMatchObject([{ type: 'session-limit', sessionId: null }])
})

test('when many sign in at once, AUTH_MAX_SESSIONS live afterwards', async () => {
  const user = await addUser()
  const starts = Array.from({ length: 20 }, (_, index) =>
    startSession(at(later(index)), user, DEVICE),
  )
  await Promise.all(starts)
  expect(await living(user, later(30))).toHaveLength(3)
})

test('when some sessions have expired, they end before one that lives', async () => {
  const oldest = await signIn(undefined, later(0))
  const unused = [await signIn(oldest.user, later(1)), await signIn(oldest.user, later(2))]
  for (const { id } of unused) await change(id, { idleExpiresAt: later(10) })
  const newest = await signIn(oldest.user, later(20))
  expect((await living(oldest.user, later(21))).sort()).toEqual([oldest.id, newest.id].sort())
})
