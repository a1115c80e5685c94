import { Client } from '../support/client'
import { bearer, type SignedIn, signIn, signUpAndIn } from '../support/people'
import { expect, test } from '../support/test'

type Event = { id: string; type: string; sessionId: string | null; current: boolean }
type Page = { events: Event[]; nextCursor: string | null }

const WRONG = 'not that walk'

async function page({ client, accessToken }: SignedIn, query = ''): Promise<Page> {
  const answer = await client.get(`/api/account/events${query}`, bearer(accessToken))
  expect(answer.status).toBe(200)
  return answer.json<Page>()
}

test('when something happens to an account, it is listed, the newest first', async ({
  app,
  database,
}) => {
  const here = await signUpAndIn(app)
  const { client, person } = here
  const count = () => database.eventsOf(here.user.id)[0]?.count
  for (const guesses of [1, 2]) {
    await new Client(app).post('/api/auth/login', { ...person, password: WRONG })
    // Written after the answer, whose time must not show that there is an account.
    await expect.poll(count).toBe(guesses)
  }
  const there = await signIn(app, person)
  await client.delete(`/api/account/sessions/${there.sessionId}`, bearer(here.accessToken))
  const left = await signIn(app, person)
  await left.client.post('/api/auth/logout')

  const { events, nextCursor } = await page(here)
  expect(nextCursor).toBeNull()
  expect(events.map(({ type, sessionId }) => [type, sessionId])).toEqual([
    ['sign-out', left.sessionId],
    ['sign-in', left.sessionId],
    ['session-ended', there.sessionId],
    ['sign-in', there.sessionId],
    ['sign-in-failed', null],
    ['sign-in', here.sessionId],
    ['sign-up', null],
  ])
  for (const event of events) expect(event.current).toBe(event.sessionId === here.sessionId)
  expect(events[4]).toEqual({
    id: expect.any(String),
    type: 'sign-in-failed',
    createdAt: expect.stringMatching(/Z$/),
    count: 2,
    lastAt: expect.stringMatching(/Z$/),
    ip: '127.0.0.0/24',
    browser: 'Unknown browser',
    system: 'Unknown system',
    sessionId: null,
    current: false,
  })
})
