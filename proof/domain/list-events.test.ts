import { expect, test } from 'vitest'
import { listEvents } from '../../lib/auth/events/list-events'
import { recordEvent } from '../../lib/auth/events/record-event'
import { START, scene } from '../../lib/auth/testing'
import { pageQuery } from '../../lib/contract/pages'

const { addUser, at } = await scene()

const ask = (query: object) => pageQuery.parse(query)

test('when an event happens again, the cursor behind it is its last time', async () => {
  const { id: userId } = await addUser()
  const failed = { type: 'sign-in-failed', userId, sessionId: null } as const
  await recordEvent(at(START), failed)
  await recordEvent(at(START + 1), { type: 'sign-in', userId, sessionId: 'here' })
  await recordEvent(at(START + 2), failed)
  const of = { userId, sessionId: 'here' }
  const first = await listEvents(at(START), of, ask({ limit: '1' }))
  expect(first.events).toMatchObject([{ type: 'sign-in-failed', count: 2 }])
  const rest = await listEvents(at(START), of, ask({ cursor: first.nextCursor }))
  expect(rest.events).toMatchObject([{ type: 'sign-in' }])
})

test.each(['1', '9', '10', '99', '100'])('when the limit is %s, it is taken', (limit) => {
  expect(ask({ limit }).limit).toBe(Number(limit))
})

const encoded = (text: string) => Buffer.from(text).toString('base64url')
const id = '00000000-0000-4000-8000-000000000000'

test.each(['', 'x', encoded(id), encoded(`1 ${id}x`), encoded(`-1 ${id}`), encoded(`1e3 ${id}`)])(
  'when the cursor is %j, it is refused',
  (cursor) => {
    expect(pageQuery.safeParse({ cursor }).success).toBe(false)
  },
)

async function personWithEvents(count: number) {
  const user = await addUser()
  for (let index = 0; index < count; index += 1) {
    const sessionId = index % 2 ? 'here' : 'there'
    // Two of a time: the place of an event is more than its time.
    const now = START + Math.floor(index / 2)
    await recordEvent(at(now), { type: 'sign-in', userId: user.id, sessionId })
  }
  return { userId: user.id, sessionId: 'here' }
}

test('when a page is full, its cursor leads to the next', async () => {
  const of = await personWithEvents(7)
  const seen: string[] = []
  let cursor: string | null = null
  for (const length of [3, 3, 1]) {
    const query = ask({ limit: '3', ...(cursor !== null && { cursor }) })
    const page = await listEvents(at(START), of, query)
    expect(page.events).toHaveLength(length)
    seen.push(...page.events.map(({ id }) => id))
    cursor = page.nextCursor
  }
  expect(cursor).toBeNull()
  expect(new Set(seen).size).toBe(7)
})

test('when an event is of the session that asks, it is marked as current', async () => {
  const of = await personWithEvents(2)
  const { events } = await listEvents(at(START), of, ask({}))
  expect(events.map(({ sessionId, current }) => [sessionId, current]).sort()).toEqual([
    ['here', true],
    ['there', false],
  ])
})

test('when nothing has happened, the list is empty', async () => {
  const { id } = await addUser()
  const page = await listEvents(at(START), { userId: id, sessionId: 's' }, ask({}))
  expect(page).toEqual({ events: [], nextCursor: null })
})

test('when the query is empty, it asks for the newest twenty', () => {
  expect(ask({})).toEqual({ limit: 20, cursor: null })
})

test.each(['0', '101', '-1', '1.5', '', ' 1', '01', '1e1', '٣', '1000'])(
  'when the limit is %j, it is refused',
  (limit) => {
    expect(pageQuery.safeParse({ limit }).success).toBe(false)
  },
)
