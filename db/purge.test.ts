import { expect, test } from 'vitest'
import { addEvent } from './events'
import { deleteEventsBefore, deleteExpiredSessions } from './purge'
import type { SessionRow } from './schema'
import { insertSession } from './sessions'
import { addUser, eventRows, sessionRow, temporaryDatabase } from './testing'

const { db } = await temporaryDatabase()
const user = await addUser(db)

async function addSession(id: string, more: Partial<SessionRow>) {
  await insertSession(db, {
    id,
    userId: user.id,
    tokenVersion: 0,
    generation: 0,
    previousGeneration: null,
    salt: 'salt',
    refreshTokenHash: 'hash',
    rotatedAt: null,
    retriedAt: null,
    confirmedGeneration: null,
    createdAt: 0,
    authenticatedAt: 0,
    lastUsedAt: 0,
    idleExpiresAt: 100,
    absoluteExpiresAt: 100,
    browserOnly: 0,
    revokedAt: null,
    revokedReason: null,
    userAgent: null,
    ip: null,
    ...more,
  })
}

test('expired sessions go, some at a time, and nothing else', async () => {
  for (const id of ['a', 'b', 'c']) await addSession(id, { absoluteExpiresAt: 50 })
  await addSession('at its end', { absoluteExpiresAt: 60 })
  await addSession('ended', { revokedAt: 1, revokedReason: 'sign-out' })
  await addSession('alive', {})
  expect(await deleteExpiredSessions(db, 60, 3)).toBe(3)
  expect(await deleteExpiredSessions(db, 60, 3)).toBe(1)
  expect(await deleteExpiredSessions(db, 60, 3)).toBe(0)
  for (const id of ['a', 'b', 'c', 'at its end']) expect(await sessionRow(db, id)).toBeUndefined()
  for (const id of ['ended', 'alive']) expect(await sessionRow(db, id)).toBeDefined()
})

test('old events go, some at a time, and nothing else', async () => {
  const userId = user.id
  const times = [1, 2, 3, 4]
  for (const createdAt of times) {
    const nowhere = { sessionId: null, ip: null, userAgent: null }
    await addEvent(db, { id: String(createdAt), userId, type: 'sign-in', createdAt, ...nowhere })
  }
  expect(await deleteEventsBefore(db, 3, 2)).toBe(2)
  expect(await deleteEventsBefore(db, 3, 2)).toBe(1)
  expect((await eventRows(db, user.id)).map(({ id }) => id)).toEqual(['4'])
})
