import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { insertEvent, listUserEvents } from './events'
import type { SecurityEventRow } from './schema'
import { addUser, deleteUser, temporaryDatabase } from './testing'

const { db } = await temporaryDatabase()

async function addEvent(userId: string, more: Partial<SecurityEventRow> = {}) {
  const event: SecurityEventRow = {
    id: randomUUID(),
    userId,
    sessionId: null,
    type: 'sign-in',
    createdAt: 1,
    ip: null,
    userAgent: null,
    ...more,
  }
  await insertEvent(db, event)
  return event
}

test('an event is there as it was written, for its own account only', async () => {
  const [user, other] = [await addUser(db), await addUser(db)]
  const more = { sessionId: 'gone', ip: '2001:db8::/48', userAgent: "O'Brien 🔑" }
  const event = await addEvent(user.id, more)
  await addEvent(other.id)
  expect(await listUserEvents(db, user.id, { after: null, limit: 10 })).toEqual([event])
  await deleteUser(db, user.id)
  expect(await listUserEvents(db, user.id, { after: null, limit: 10 })).toEqual([])
})

describe('a list', () => {
  test('newest first, and within a millisecond by id; each place leads to what follows', async () => {
    const user = await addUser(db)
    const times = [5, 1, 3, 3, 3, 8]
    const events = await Promise.all(times.map((createdAt) => addEvent(user.id, { createdAt })))
    const sorted = events.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))
    expect(await listUserEvents(db, user.id, { after: null, limit: null })).toEqual(sorted)
    for (const [index, after] of sorted.entries()) {
      const next = await listUserEvents(db, user.id, { after, limit: 2 })
      expect(next).toEqual(sorted.slice(index + 1, index + 3))
    }
  })
})
