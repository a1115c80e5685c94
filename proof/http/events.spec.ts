import { Client } from '../../e2e/support/client'
import { openDatabase } from '../../e2e/support/database'
import { bearer, type SignedIn, signIn, signUp, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { expect, test } from '../../e2e/support/test'

const WRONG = 'not that walk'

type Event = { id: string; type: string; sessionId: string | null; current: boolean }
type Page = { events: Event[]; nextCursor: string | null }

async function page({ client, accessToken }: SignedIn, query = ''): Promise<Page> {
  const answer = await client.get(`/api/account/events${query}`, bearer(accessToken))
  expect(answer.status).toBe(200)
  expect(answer.headers['cache-control']).toBe('no-store')
  return answer.json<Page>()
}

test.describe('when events are read in pages', () => {
  test('each comes once, in order, also when others arrive and share their time', async ({
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

  test('the last page has no cursor, also when it is full', async ({ app }) => {
    const here = await signUpAndIn(app)
    expect((await page(here, '?limit=2')).nextCursor).toBeNull()
    expect((await page(here, '?limit=1')).nextCursor).not.toBeNull()
  })

  test('a cursor of one account shows nothing of another one', async ({ app, someone }) => {
    const here = await signUpAndIn(app)
    const { nextCursor } = await page(here, '?limit=1')
    const { events } = await page(someone, `?limit=100&cursor=${nextCursor}`)
    const own = (await page(here, '?limit=100')).events.map(({ id }) => id)
    for (const { id } of events) expect(own).not.toContain(id)
  })

  test('a wrong limit or cursor is 422', async ({ someone: { client, accessToken } }) => {
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
