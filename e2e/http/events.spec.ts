import { Client } from '../support/client'
import { openDatabase } from '../support/database'
import { bearer, type SignedIn, signIn, signUp, signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
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

test('when there is a proxy, events and the log have the network of the client, and no address', async ({
  startApp,
}) => {
  const app = await startApp({ env: { TRUSTED_PROXIES: '1' } })
  const database = openDatabase(app)
  const person = await signUp(new Client(app))
  const headers = { 'X-Forwarded-For': '198.51.100.1, 203.0.113.77' }
  await new Client(app).post('/api/auth/login', person, headers)
  const id = database.user(person.email)?.id ?? ''
  expect(database.sessionsOf(id)[0]?.ip).toBe('203.0.113.77')
  expect(database.eventsOf(id)[0]).toMatchObject({ type: 'sign-in', ip: '203.0.113.0/24' })

  const unknown = { email: 'unknown@mail.example', password: WRONG }
  await new Client(app).post('/api/auth/login', unknown, headers)
  const log = () => app.output.join('\n')
  await expect.poll(log).toMatch(/"authn_login_success".*"ip":"203\.0\.113\.0\/24"/)
  await expect.poll(log).toMatch(/"level":"warn".*"authn_login_fail".*"userId":null/)
  expect(log()).not.toMatch(/203\.0\.113\.77|unknown@mail/)
  // A failed sign-in to no account is stored nowhere.
  expect(database.native.prepare('SELECT * FROM security_events').all()).toHaveLength(2)
  database.close()
})

test('when the list is read in pages, each event comes once, and another user’s cursor shows nothing', async ({
  app,
  someone,
}) => {
  const here = await signUpAndIn(app)
  await signIn(app, here.person)
  await signIn(app, here.person)
  const whole = (await page(here)).events.map(({ id }) => id)
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const query: string = cursor && `&cursor=${encodeURIComponent(cursor)}`
    const next: Page = await page(here, `?limit=1${query}`)
    seen.push(...next.events.map(({ id }) => id))
    cursor = next.nextCursor
    if (!cursor) continue
    const foreign = await page(someone, `?cursor=${encodeURIComponent(cursor)}`)
    for (const { id } of foreign.events) expect(whole).not.toContain(id)
  }
  expect(seen).toEqual(whole)
})

test('when the limit or the cursor is wrong, 422 names it', async ({
  someone: { client, accessToken },
}) => {
  for (const query of ['limit=0', 'limit=101', 'limit=1.5', 'cursor=', 'cursor=nonsense']) {
    const answer = await client.get(`/api/account/events?${query}`, bearer(accessToken))
    const [path] = query.split('=')
    expect(expectProblem(answer, 'invalid-input').errors, query).toMatchObject([{ path }])
  }
})
