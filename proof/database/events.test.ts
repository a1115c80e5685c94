import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  addEvent,
  eventPlace,
  listUserEvents,
  listUserEventsByStart,
  type NewEventRow,
} from '../../db/events'
import { addUser, temporaryDatabase } from '../../db/testing'
import { deleteUser } from '../../db/user-deletion'

const { db } = await temporaryDatabase()

async function writeEvent(userId: string, more: Partial<NewEventRow> = {}) {
  const event: NewEventRow = {
    id: randomUUID(),
    userId,
    sessionId: null,
    type: 'sign-in',
    createdAt: 1,
    ip: null,
    userAgent: null,
    ...more,
  }
  await addEvent(db, event)
  return { ...event, count: 1, lastAt: null }
}

test('when an event is added, it is listed as it was written, for its own account', async () => {
  const [user, other] = [await addUser(db), await addUser(db)]
  const more = { sessionId: 'gone', ip: '2001:db8::/48', userAgent: "O'Brien 🔑" }
  const event = await writeEvent(user.id, more)
  await writeEvent(other.id)
  expect(await listUserEvents(db, user.id, { after: null, limit: 10 })).toEqual([event])
  await deleteUser(db, user.id)
  expect(await listUserEvents(db, user.id, { after: null, limit: 10 })).toEqual([])
})

test('when the same event happens again, it is counted and shows the last browser', async () => {
  const user = await addUser(db)
  const first = await writeEvent(user.id, { createdAt: 5 })
  const again = { id: first.id, createdAt: 9, userAgent: 'Another browser' }
  await Promise.all([writeEvent(user.id, again), writeEvent(user.id, again)])
  expect(await listUserEvents(db, user.id, { after: null, limit: 10 })).toEqual([
    { ...first, count: 3, lastAt: 9, userAgent: 'Another browser' },
  ])
})

test('when events are listed, they are newest first and each place leads to what follows', async () => {
  const user = await addUser(db)
  const times = [5, 1, 3, 3, 3, 8]
  const events = await Promise.all(times.map((createdAt) => writeEvent(user.id, { createdAt })))
  const sorted = events.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))
  expect(await listUserEvents(db, user.id, { after: null, limit: 10 })).toEqual(sorted)
  for (const list of [listUserEvents, listUserEventsByStart]) {
    for (const [index, row] of sorted.entries()) {
      const next = await list(db, user.id, { after: eventPlace(row), limit: 2 })
      expect(next).toEqual(sorted.slice(index + 1, index + 3))
    }
  }
})

test('when an event happens again, it stands where it last happened, and by its start where it was', async () => {
  const user = await addUser(db)
  const [first, second, third] = [
    await writeEvent(user.id, { createdAt: 1 }),
    await writeEvent(user.id, { createdAt: 2 }),
    await writeEvent(user.id, { createdAt: 4 }),
  ]
  await writeEvent(user.id, { id: first.id, createdAt: 3 })
  const again = { ...first, count: 2, lastAt: 3 }
  const whole = { after: null, limit: 10 }
  expect(await listUserEvents(db, user.id, whole)).toEqual([third, again, second])
  expect(await listUserEventsByStart(db, user.id, whole)).toEqual([third, second, again])
  const after = { after: eventPlace(again), limit: 10 }
  expect(await listUserEvents(db, user.id, after)).toEqual([second])
})
