import { expect, test } from 'vitest'
import { recordEvent } from '../../lib/auth/events/record-event'
import { MINUTE, START, scene } from '../../lib/auth/testing'

const { addUser, at, events } = await scene()
const from = (ip: string, userAgent: string, now = START) => ({
  ...at(now),
  device: { ip, userAgent },
})

test('when anything else about it differs, it is another row', async () => {
  const [user, other] = [await addUser(), await addUser()]
  const failed = { type: 'step-up-failed', userId: user.id, sessionId: 's-1' } as const
  const here = from('192.0.2.7', 'A browser')
  await recordEvent(here, failed)
  await recordEvent(here, { ...failed, userId: other.id })
  await recordEvent(here, { ...failed, sessionId: 's-2' })
  await recordEvent(here, { ...failed, type: 'step-up' })
  await recordEvent(from('198.51.100.7', 'A browser'), failed)
  await recordEvent(from('192.0.2.7', 'A browser', START + 60 * MINUTE), failed)
  expect((await events(user)).map(({ count }) => count)).toEqual([1, 1, 1, 1, 1])
})

test('when someone signs in twice, each is listed: it has a session to look at', async () => {
  const user = await addUser()
  for (const sessionId of ['s-1', 's-1']) {
    await recordEvent(at(START), { type: 'sign-in', userId: user.id, sessionId })
  }
  expect(await events(user)).toHaveLength(2)
})
