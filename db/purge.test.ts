import { expect, test } from 'vitest'
import { addEvent } from './events'
import { deleteEventsBefore, deleteExpiredSessions } from './purge'
import { addSession, addUser, eventRows, sessionRow, temporaryDatabase } from './testing'

const { db } = await temporaryDatabase()

test('when sessions have expired, they are deleted some at a time, and no other', async () => {
  const add = (absoluteExpiresAt: number, revokedAt: number | null = null) =>
    addSession(db, { absoluteExpiresAt, revokedAt })
  const expired = [await add(50), await add(50), await add(50), await add(60)]
  const kept = [await add(61, 1), await add(61)]
  expect(await deleteExpiredSessions(db, 60, 3)).toBe(3)
  expect(await deleteExpiredSessions(db, 60, 3)).toBe(1)
  expect(await deleteExpiredSessions(db, 60, 3)).toBe(0)
  for (const { id } of expired) expect(await sessionRow(db, id)).toBeUndefined()
  for (const { id } of kept) expect(await sessionRow(db, id)).toBeDefined()
})

test('when events are old, they are deleted some at a time, and no other', async () => {
  const { id: userId } = await addUser(db)
  const event = { userId, type: 'sign-in', sessionId: null, ip: null, userAgent: null } as const
  for (const createdAt of [1, 2, 3, 4]) {
    await addEvent(db, { ...event, id: String(createdAt), createdAt })
  }
  expect(await deleteEventsBefore(db, 3, 2)).toBe(2)
  expect(await deleteEventsBefore(db, 3, 2)).toBe(1)
  expect((await eventRows(db, userId)).map(({ id }) => id)).toEqual(['4'])
})
