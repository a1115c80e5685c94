import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { openDatabase } from './client'
import type { SessionRow } from './schema'
import { listLiveSessions } from './session-lists'
import {
  confirmGeneration,
  findSession,
  insertSession,
  noteRetry,
  revokeOtherSessions,
  revokeOwnSession,
  revokeSession,
  rotateSession,
} from './sessions'
import { addSession as addSessionTo, addUser, sessionRow, temporaryDatabase } from './testing'
import { disableUser } from './users'

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

test('when a session ends twice, the first reason stays', async () => {
  const session = await addSession()
  await revokeSession(db, session.id, 'sign-out', 300)
  await revokeSession(db, session.id, 'replaced', 400)
  const revoked = { ...session, revokedAt: 300, revokedReason: 'sign-out' }
  expect(await sessionRow(db, session.id)).toEqual(revoked)
})

const NOW = 500

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
  expect(await insertSession(db, { ...another, userId: 'nobody' })).toBe(false)
  await disableUser(db, user.id, 1)
  expect(await insertSession(db, { ...another, tokenVersion: 1 })).toBe(false)
  expect(await sessionRow(db, another.id)).toBeUndefined()
})
