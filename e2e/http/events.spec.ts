import type { App } from '../support/app'
import { Client } from '../support/client'
import { openDatabase } from '../support/database'
import { bearer, type SignedIn, signIn, signUp, signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { expect, test } from '../support/test'

type Event = { id: string; type: string; sessionId: string | null; current: boolean }
type Page = { events: Event[]; nextCursor: string | null }

async function page({ client, accessToken }: SignedIn, query = ''): Promise<Page> {
  const answer = await client.get(`/api/account/events${query}`, bearer(accessToken))
  expect(answer.status).toBe(200)
  expect(answer.headers['cache-control']).toBe('no-store')
  return answer.json<Page>()
}

/** The first line of the log with this event, once it is there. */
async function logged(app: App, event: string): Promise<unknown> {
  const find = () => app.output.find((line) => line.includes(event)) ?? ''
  await expect.poll(find).not.toBe('')
  return JSON.parse(find())
}

test('what happens to an account is listed, newest first', async ({ app, database }) => {
  const here = await signUpAndIn(app)
  const { client, person } = here
  await new Client(app).post('/api/auth/login', { ...person, password: 'not that walk' })
  // Written after the answer, whose time must not tell that there is an account.
  const newest = () => database.eventsOf(here.user.id)[0]?.type
  await expect.poll(newest).toBe('sign-in-failed')
  const there = await signIn(app, person)
  await client.delete(`/api/account/sessions/${there.sessionId}`, bearer(here.accessToken))
  const left = await signIn(app, person)
  await left.client.post('/api/auth/logout')
  const lost = new Client(app)
  lost.refreshToken = here.refreshToken
  await lost.post('/api/auth/refresh')
  database.age(here.sessionId, 'rotated_at', 61)
  await client.post('/api/auth/refresh')

  const { events, nextCursor } = await page(here)
  expect(nextCursor).toBeNull()
  expect(events.map(({ type, sessionId }) => [type, sessionId])).toEqual([
    ['refresh-recovered', here.sessionId],
    ['sign-out', left.sessionId],
    ['sign-in', left.sessionId],
    ['session-ended', there.sessionId],
    ['sign-in', there.sessionId],
    ['sign-in-failed', null],
    ['sign-in', here.sessionId],
    ['sign-up', null],
  ])
  for (const event of events) expect(event.current).toBe(event.sessionId === here.sessionId)
  expect(events[0]).toEqual({
    id: expect.any(String),
    type: 'refresh-recovered',
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    count: 1,
    lastAt: null,
    ip: '127.0.0.0/24',
    browser: 'Unknown browser',
    system: 'Unknown system',
    sessionId: here.sessionId,
    current: true,
  })
})

test('when one network guesses a password, it is one event that says how often', async ({
  app,
  database,
}) => {
  const here = await signUpAndIn(app)
  for (let guess = 0; guess < 3; guess += 1) {
    await new Client(app).post('/api/auth/login', { ...here.person, password: 'not that walk' })
  }
  await expect.poll(() => database.eventsOf(here.user.id)[0]?.count).toBe(3)
  expect((await page(here)).events[0]).toMatchObject({
    type: 'sign-in-failed',
    count: 3,
    lastAt: expect.stringMatching(/Z$/),
  })
})

test('reuse is told in the list of the next session', async ({ app, database }) => {
  const here = await signUpAndIn(app)
  await here.client.post('/api/auth/refresh')
  database.age(here.sessionId, 'rotated_at', 61)
  await here.client.post('/api/auth/refresh')
  const thief = new Client(app)
  thief.refreshToken = here.refreshToken
  expectProblem(await thief.post('/api/auth/refresh'), 'token-reuse', 'token-reuse')
  const back = await signIn(app, here.person)
  expect((await page(back)).events[1]).toMatchObject({
    type: 'token-reuse',
    sessionId: here.sessionId,
    current: false,
  })
})

test.describe('of an address only the network is kept', () => {
  for (const [address, network] of [
    ['203.0.113.77', '203.0.113.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['::ffff:203.0.113.77', '203.0.113.0/24'],
    ['unknown', null],
  ]) {
    test(`${address}`, async ({ startApp }) => {
      const app = await startApp({ env: { TRUSTED_PROXIES: '1' } })
      const database = openDatabase(app)
      const client = new Client(app)
      const person = await signUp(client)
      const headers = { 'X-Forwarded-For': `198.51.100.1, ${address}` }
      await client.post('/api/auth/login', person, headers)
      const [event] = database.eventsOf(database.user(person.email)?.id ?? '')
      expect(event).toMatchObject({ type: 'sign-in', ip: network })
      expect(await logged(app, 'authn_login_success')).toMatchObject({ ip: network })
      expect(app.output.join('\n')).not.toContain(address)
      database.close()
    })
  }
})

test('a failed sign-in to an address that nobody has is logged, and kept nowhere', async ({
  startApp,
}) => {
  const app = await startApp()
  const database = openDatabase(app)
  const client = new Client(app)
  await client.post('/api/auth/login', { email: 'nobody@mail.example', password: 'a long walk' })
  const line = await logged(app, 'authn_login_fail')
  expect(line).toMatchObject({ level: 'warn', userId: null, session: null })
  expect(app.output.join('\n')).not.toContain('nobody@mail.example')
  expect(database.native.prepare('SELECT * FROM security_events').all()).toEqual([])
  database.close()
})

test.describe('in pages', () => {
  test('every event once, in order, also when others arrive and share their time', async ({
    app,
    database,
  }) => {
    const here = await signUpAndIn(app)
    const insert = database.native.prepare(
      `INSERT INTO security_events (id, user_id, session_id, type, created_at, ip, user_agent)
       VALUES (?, ?, NULL, 'sign-in-failed', ?, NULL, NULL)`,
    )
    const id = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`
    for (let index = 0; index < 25; index += 1) {
      insert.run(id(index), here.user.id, 1_000 + Math.floor(index / 5))
    }
    const whole = (await page(here, '?limit=100')).events.map((event) => event.id)
    expect(whole).toHaveLength(27)
    expect((await page(here)).events).toHaveLength(20)

    const seen: string[] = []
    let cursor: string | null = null
    do {
      const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const next = await page(here, `?limit=4${query}`)
      seen.push(...next.events.map((event) => event.id))
      expect(next.events.length === 4 || next.nextCursor === null).toBe(true)
      cursor = next.nextCursor
      // What is newer than the first page belongs to none of the later ones.
      if (cursor !== null) await signIn(app, here.person)
    } while (cursor !== null)
    expect(seen).toEqual(whole)
  })

  test('the last page says so, also when it is full', async ({ app }) => {
    const here = await signUpAndIn(app)
    expect((await page(here, '?limit=2')).nextCursor).toBeNull()
    expect((await page(here, '?limit=1')).nextCursor).not.toBeNull()
  })

  test("a cursor of one account opens nothing of another's", async ({ app, someone }) => {
    const here = await signUpAndIn(app)
    const { nextCursor } = await page(here, '?limit=1')
    const { events } = await page(someone, `?limit=100&cursor=${nextCursor}`)
    const own = (await page(here, '?limit=100')).events.map(({ id }) => id)
    for (const { id } of events) expect(own).not.toContain(id)
  })

  test('a wrong limit or cursor is refused', async ({ someone: { client, accessToken } }) => {
    const cursor = (text: string) => `cursor=${Buffer.from(text).toString('base64url')}`
    for (const query of [
      'limit=0',
      'limit=101',
      'limit=-1',
      'limit=1.5',
      'limit=',
      'limit=1e1',
      'limit=5&limit=6',
      'cursor=',
      'cursor=nonsense',
      cursor('1 2'),
      cursor(`1 ${"' OR 1=1 --".padEnd(36, '-')}`),
      cursor(`99999999999999999999 ${'0'.repeat(36)}`),
    ]) {
      const answer = await client.get(`/api/account/events?${query}`, bearer(accessToken))
      const problem = expectProblem(answer, 'invalid-input')
      expect(problem.errors, query).toEqual([
        { path: query.slice(0, query.indexOf('=')), message: expect.stringMatching(/\.$/) },
      ])
    }
  })
})
