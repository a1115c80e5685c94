import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { openDatabase } from '../../db/client'
import type { SessionRow } from '../../db/schema'
import { listLiveSessions, listSessionsOfUser } from '../../db/session-lists'
import {
  confirmGeneration,
  findSession,
  insertSession,
  markAuthenticated,
  markReused,
  noteRetry,
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
import { disableUser, raiseTokenVersion } from '../../db/users'

const { db, url } = await temporaryDatabase()

/** Of a new user, unless the caller names one. */
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
  await rotateSession(db, expected(session), rotation)
  await revokeSession(db, session.id, 'sign-out', 300)
  await markReused(db, session.id, 300)
  expect(await sessionRow(db, other.id)).toEqual(other)
})

test('when a session ends, one statement answers that it ended it', async () => {
  const { id } = await addSession()
  expect(await revokeSession(db, id, 'sign-out', 300)).toBe(true)
  expect(await revokeSession(db, id, 'replaced', 400)).toBe(false)
  expect(await sessionRow(db, id)).toMatchObject({ revokedAt: 300, revokedReason: 'sign-out' })
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

test('when a session is stored, it is found with its user as it was stored', async () => {
  const user = await addUser(db)
  const wide = { createdAt: 8_640_000_000_000_000, userAgent: "O'Brien \u2028 🔑", ip: '::1' }
  const session = await addSession({ userId: user.id, ...wide })
  expect(await findSession(db, session.id)).toEqual({ session, user })
})

test('when a session is rotated, its row is written and given', async () => {
  const session = await addSession({ confirmedGeneration: 4 })
  const rotated = await rotateSession(db, expected(session), rotation)
  expect(rotated).toEqual({ ...session, ...rotation, lastUsedAt: 200 })
  expect(await sessionRow(db, session.id)).toEqual(rotated)
})

test.each<[string, Partial<SessionRow>, object]>([
  ['another generation', { generation: 5 }, {}],
  ['an older generation', { generation: 3 }, {}],
  ['revoked', { revokedAt: 150, revokedReason: 'sign-out' }, {}],
  ['revoked at the first moment of the clock', { revokedAt: 0 }, {}],
  ['confirmed beyond what was seen', { confirmedGeneration: 4 }, { confirmedAtMost: 3 }],
  ['given out again since it was seen', { retriedAt: 101 }, {}],
  ['given out again for the first time', { retriedAt: 0 }, { retriedAtMost: -1 }],
  ['another id', {}, { id: 'nothing' }],
])('when the row is not as expected (%s), nothing is written', async (_, moved, more) => {
  const session = await addSession(moved)
  expect(await rotateSession(db, expected(session, more), rotation)).toBeUndefined()
  expect(await sessionRow(db, session.id)).toEqual(session)
})

test('when fifty rotate on five connections, one wins', async () => {
  const session = await addSession()
  const connections = Array.from({ length: 5 }, () => openDatabase(url))
  const rotated = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      rotateSession(connections[index % 5]?.db ?? db, expected(session), {
        ...rotation,
        refreshTokenHash: `hash ${index}`,
      }),
    ),
  )
  for (const { close } of connections) await close()
  const winners = rotated.filter((row) => row !== undefined)
  expect(winners).toHaveLength(1)
  expect(await sessionRow(db, session.id)).toEqual(winners[0])
})

test('when the current token is given out again, that is noted', async () => {
  const session = await addSession()
  expect(await noteRetry(db, session, 300)).toBe(true)
  const noted = { ...session, retriedAt: 300, lastUsedAt: 300 }
  expect(await sessionRow(db, session.id)).toEqual(noted)
})

test.each<[string, Partial<SessionRow>]>([
  ['it is the current one no more', { generation: 5 }],
  ['the session has ended', { revokedAt: 150, revokedReason: 'sign-out' }],
])('when the row is not as expected (%s), nothing is written', async (_, moved) => {
  const session = await addSession(moved)
  expect(await noteRetry(db, { id: session.id, generation: 4 }, 300)).toBe(false)
  expect(await sessionRow(db, session.id)).toEqual(session)
})

test('when a generation is confirmed, it is noted once', async () => {
  const session = await addSession({ confirmedGeneration: 3 })
  const confirmed = { ...session, confirmedGeneration: 4, lastUsedAt: 300 }
  await confirmGeneration(db, session.id, 4, 300)
  expect(await sessionRow(db, session.id)).toEqual(confirmed)
  await confirmGeneration(db, session.id, 4, 400)
  expect(await sessionRow(db, session.id)).toEqual(confirmed)
})

test('when living sessions are listed, the last used is first', async () => {
  const user = await addUser(db)
  const first = await addSession({ userId: user.id, lastUsedAt: 1 })
  const third = await addSession({ userId: user.id, lastUsedAt: 3 })
  const second = await addSession({ userId: user.id, lastUsedAt: 2 })
  await addSession()
  expect(await listLiveSessions(db, user.id, { now: NOW, limit: 10 })).toEqual([
    third,
    second,
    first,
  ])
})

test('when a session is ended by its id, it must be of the user who asks', async () => {
  const user = await addUser(db)
  const [session, other] = [
    await addSession({ userId: user.id }),
    await addSession({ userId: user.id }),
  ]
  expect(await revokeOwnSession(db, await addUser(db), session.id, NOW)).toBe(false)
  expect(await sessionRow(db, session.id)).toEqual(session)
  expect(await revokeOwnSession(db, user, session.id, NOW)).toBe(true)
  const ended = { ...session, revokedAt: NOW, revokedReason: 'ended-elsewhere' }
  expect(await sessionRow(db, session.id)).toEqual(ended)
  expect(await sessionRow(db, other.id)).toEqual(other)
})

test('when all but one are ended, no other user loses a session', async () => {
  const user = await addUser(db)
  const kept = await addSession({ userId: user.id })
  await addSession({ userId: user.id })
  await addSession({ userId: user.id })
  const stranger = await addSession()
  expect(await revokeOtherSessions(db, user, kept.id, NOW)).toBe(2)
  expect(await listLiveSessions(db, user.id, { now: NOW, limit: 10 })).toEqual([kept])
  expect(await sessionRow(db, stranger.id)).toEqual(stranger)
})

test('when a user has moved on, no session begins', async () => {
  const user = await addUser(db)
  const session = await addSession({ userId: user.id })
  const another = { ...session, id: randomUUID() }
  expect(await insertSession(db, { ...another, tokenVersion: 1 })).toBe(false)
  expect(await insertSession(db, { ...another, userId: 'no-user' })).toBe(false)
  await disableUser(db, user.id, 1)
  expect(await insertSession(db, { ...another, tokenVersion: 1 })).toBe(false)
  expect(await sessionRow(db, another.id)).toBeUndefined()
})
