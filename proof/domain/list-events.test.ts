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
