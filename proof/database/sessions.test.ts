import { expect, test } from 'vitest'
import { openDatabase } from '../../db/client'
import type { SessionRow } from '../../db/schema'
import { listLiveSessions, listSessionsOfUser } from '../../db/session-lists'
import {
  confirmGeneration,
  findSession,
  markAuthenticated,
  markReused,
  revokeOtherSessions,
  revokeOwnSession,
  revokeSession,
  rotateSession,
} from '../../db/sessions'
import {
  addSession as addSessionTo,
  addUser,
  changeSession,
  sessionRow,
  temporaryDatabase,
} from '../../db/testing'
import { raiseTokenVersion } from '../../db/users'

const { db, url } = await temporaryDatabase()

/** Of a new person unless told whose. */
const addSession = (more?: Partial<SessionRow>) => addSessionTo(db, more)

const rotation = {
  generation: 5,
  previousGeneration: 4,
  refreshTokenHash: 'next',
  rotatedAt: 200,
  idleExpiresAt: 2_000,
}

const expected = ({ id }: SessionRow, more = {}) => ({
  id,
  generation: 4,
  confirmedAtMost: 4,
  retriedAtMost: 100,
  ...more,
})

test.each(['', 'nothing', "' OR '1'='1", '%'])(
  'when the id is %j, no session is found',
  async (id) => {
    expect(await findSession(db, id)).toBeUndefined()
  },
)

test('when no generation was confirmed, a rotation that expects at most any is done', async () => {
  const session = await addSession()
  const rotated = await rotateSession(db, expected(session, { confirmedAtMost: -1 }), rotation)
  expect(rotated).toMatchObject({ generation: 5 })
})

test('when one session changes, no other session of the user does', async () => {
  const session = await addSession()
  const other = await addSession({ userId: session.userId })
  await rotateSession(db, expected(session), rotation)
  expect(await sessionRow(db, other.id)).toEqual(other)
})

test.each([3, 5, 0])(
  'when generation %i is confirmed and is not the current one, nothing is written',
  async (generation) => {
    const session = await addSession()
    await confirmGeneration(db, session.id, generation, 300)
    expect(await sessionRow(db, session.id)).toEqual(session)
  },
)

test('when a session has ended already, a reuse is noted all the same', async () => {
  const session = await addSession({ revokedAt: 300, revokedReason: 'sign-out' })
  await markReused(db, session.id, 400)
  const reused = { ...session, revokedAt: 400, revokedReason: 'reuse' }
  expect(await sessionRow(db, session.id)).toEqual(reused)
})

test('when one session changes, no other session of the user does', async () => {
  const session = await addSession()
  const other = await addSession({ userId: session.userId })
  await revokeSession(db, session.id, 'sign-out', 300)
  await markReused(db, session.id, 300)
  expect(await sessionRow(db, other.id)).toEqual(other)
})

test('when a session ends, one statement answers that it ended it', async () => {
  const { id } = await addSession()
  expect(await revokeSession(db, id, 'sign-out', 300)).toBe(true)
  expect(await revokeSession(db, id, 'replaced', 400)).toBe(false)
  expect(await markReused(db, id, 500)).toBe(true)
  expect(await markReused(db, id, 600)).toBe(false)
  expect(await sessionRow(db, id)).toMatchObject({ revokedAt: 500 })
})

const NOW = 500
/** Whatever makes a session one that is over. */
const over: [string, Partial<SessionRow>][] = [
  ['ended', { revokedAt: 1, revokedReason: 'sign-out' }],
  ['ended at the first moment of the clock', { revokedAt: 0, revokedReason: 'sign-out' }],
  ['behind', { tokenVersion: -1 }],
  ['at its idle limit', { idleExpiresAt: NOW }],
  ['at its absolute limit', { absoluteExpiresAt: NOW }],
]

test.each(over)('when a session is %s, it is neither listed nor ended again', async (_, more) => {
  const user = await addUser(db)
  const kept = await addSession({ userId: user.id })
  const session = await addSession({ userId: user.id, ...more })
  expect(await listLiveSessions(db, user.id, { now: NOW, limit: 10 })).toEqual([kept])
  expect(await revokeOwnSession(db, user, session.id, NOW)).toBe(false)
  expect(await revokeOtherSessions(db, user, kept.id, NOW)).toBe(0)
  expect(await sessionRow(db, session.id)).toEqual(session)
  const all = await listSessionsOfUser(db, user.id, { after: null, limit: 10 })
  expect(all.map(({ id }) => id).sort()).toEqual([kept.id, session.id].sort())
})

test('when the password was proved, one session is noted', async () => {
  const user = await addUser(db)
  const session = await addSession({ userId: user.id })
  const other = await addSession({ userId: user.id })
  expect(await markAuthenticated(db, user, session.id, 700)).toBe(true)
  expect(await sessionRow(db, session.id)).toEqual({ ...session, authenticatedAt: 700 })
  expect(await sessionRow(db, other.id)).toEqual(other)
})

test('when a session is over, it takes no password check', async () => {
  const user = await addUser(db)
  const ended = await addSession({ userId: user.id, revokedAt: 1, revokedReason: 'sign-out' })
  const behind = await addSession({ userId: user.id })
  expect(await markAuthenticated(db, user, ended.id, 700)).toBe(false)
  await raiseTokenVersion(db, user.id, 0, 'sign-out-everywhere')
  expect(await markAuthenticated(db, user, behind.id, 700)).toBe(false)
  expect(await sessionRow(db, behind.id)).toEqual(behind)
})

test('when one connection has written, the next one reads it', async () => {
  const session = await addSession()
  const { close, db: other } = openDatabase(url)
  await changeSession(other, session.id, { generation: 9 })
  await close()
  expect((await findSession(db, session.id))?.session.generation).toBe(9)
})
