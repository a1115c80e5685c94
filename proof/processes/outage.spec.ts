import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppDidNotStart } from '../../e2e/support/app'
import { type Answer, Client } from '../../e2e/support/client'
import { bearer, signIn, signUp, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { expect, test } from '../../e2e/support/test'
import { type Postgresql, startTestPostgresql } from '../support/postgresql'
import { startOne } from '../support/several'

const STARTS = 10
/**
 * No request may hang, whatever the database does; milliseconds. Each limit of the app is far below
 * it, so a slow machine is no hang.
 */
const LIMIT = 60_000
/** More than there are connections in the pool: some wait for one. */
const AT_ONCE = 15

let database: Postgresql
test.beforeAll(async () => {
  database = await startTestPostgresql()
})
test.afterAll(() => database.stop())

async function timed(call: Promise<Answer>): Promise<Answer> {
  const started = performance.now()
  const answer = await call
  expect(performance.now() - started).toBeLessThan(LIMIT)
  return answer
}

/** Asks until the database is back. @throws at the time limit of the test. */
async function back(client: Client): Promise<void> {
  while ((await client.get('/api/health/ready')).status !== 200) await sleep(50)
}

test('when ten processes start at once on an empty database, they are one app', async () => {
  test.setTimeout(120_000)
  const env = {
    DATABASE_URL: await database.emptyDatabase(),
    AUTH_SECRET: randomBytes(48).toString('hex'),
  }
  const apps = await Promise.all(Array.from({ length: STARTS }, () => startOne(env)))
  const [first, ...others] = apps
  if (!first) throw new Error('Ten apps were started')
  const person = await signUp(new Client(first))
  const { accessToken } = await signIn(first, person)
  for (const app of others) {
    const answer = await new Client(app).get('/api/me', bearer(accessToken))
    expect(answer.status, answer.text).toBe(200)
  }
  expect(apps.flatMap(({ output }) => output).join('\n')).not.toMatch(/"level":"(error|warn)"/)
  for (const app of apps) app.signal('SIGTERM')
  await Promise.all(apps.map(({ ended }) => ended))
})

test.describe('when a database cannot be used at the start, one line reports it', () => {
  const password = randomBytes(12).toString('hex')
  const cases: [title: string, change: (url: URL) => void, reason: RegExp][] = [
    ['nothing listens there', (url) => Object.assign(url, { port: '1' }), /ECONNREFUSED/],
    [
      'no such machine',
      (url) => Object.assign(url, { host: 'nowhere.localhost:1', search: '?sslmode=disable' }),
      /E[A-Z]+/,
    ],
    ['a wrong password', () => undefined, /password authentication failed/],
  ]
  for (const [title, change, reason] of cases) {
    test(title, async ({ startApp }) => {
      const url = new URL(database.url)
      url.password = password
      change(url)
      const error = await startApp({ env: { DATABASE_URL: url.href } }).catch((thrown) => thrown)
      if (!(error instanceof AppDidNotStart)) throw error
      expect(error.exitCode).toBe(1)
      const lines = error.output.filter((line) => line.includes('DATABASE_URL'))
      expect(lines).toEqual([expect.stringMatching(reason)])
      expect(lines[0]).toContain(`DATABASE_URL leads to ${url.host}${url.pathname}, `)
      const said = error.output.join('\n')
      expect(said).not.toContain(password)
      expect(said).not.toMatch(/\bat \S+ \(/)
    })
  }
})

test('when the database is frozen, each call is 503 and none hangs, and it comes back by itself', async ({
  startApp,
}) => {
  const app = await startApp({ env: { DATABASE_URL: await database.emptyDatabase() } })
  const { client, accessToken, refreshToken, person } = await signUpAndIn(app)
  const me = () => client.get('/api/me', bearer(accessToken))
  await Promise.all(Array.from({ length: AT_ONCE }, me))

  const thaw = await database.freeze()
  try {
    const refused = await Promise.all([
      ...Array.from({ length: AT_ONCE }, () => timed(me())),
      timed(client.post('/api/auth/refresh')),
      timed(client.post('/api/auth/login', person)),
    ])
    for (const answer of refused) {
      expectProblem(answer, 'busy')
      expect(answer.setCookies).toEqual([])
    }
    const [live, ready, health, page] = await Promise.all([
      timed(client.get('/api/health/live')),
      timed(client.get('/api/health/ready')),
      timed(client.get('/api/health')),
      timed(client.get('/account')),
    ])
    expect([live.status, live.json()]).toEqual([200, { status: 'ok' }])
    expect([ready.status, health.status]).toEqual([503, 503])
    expect(page.status).toBe(500)
  } finally {
    thaw()
  }
  await back(client)
  expect((await me()).status).toBe(200)
  expect(client.refreshToken).toBe(refreshToken)
  expect((await client.post('/api/auth/refresh')).status).toBe(200)
})

test('when a database crashes, the answer is 503 at once, and the app recovers by itself', async ({
  startApp,
}) => {
  const app = await startApp({ env: { DATABASE_URL: await database.emptyDatabase() } })
  const { client, accessToken, refreshToken, person, sessionId } = await signUpAndIn(app)

  const lines = app.output.length
  await database.crash()
  try {
    for (const answer of [
      await timed(client.get('/api/me', bearer(accessToken))),
      await timed(client.post('/api/auth/refresh')),
      await timed(client.post('/api/auth/login', person)),
      await timed(client.post('/api/auth/logout')),
    ]) {
      expectProblem(answer, 'busy')
      expect(answer.setCookies).toEqual([])
    }
    expect((await client.get('/api/health/live')).status).toBe(200)
    const ready = await client.get('/api/health/ready')
    expect([ready.status, ready.json()]).toEqual([
      503,
      { status: 'unavailable', database: 'unavailable' },
    ])

    // A page is an error page: the sign-in form would tell people that they are signed out.
    const page = await client.get('/account')
    expect(page.status).toBe(500)
    expect(page.headers.location).toBeUndefined()
    expect(page.setCookies).toEqual([])
    // Of the sign-in before, the session's id is in the log: that is what it is for.
    const log = () => app.output.slice(lines).join('\n')
    await expect.poll(log).toContain('"event":"page_failed"')
    const said = log()
    expect(said).not.toMatch(/Failed query|params:/)
    for (const secret of [sessionId, refreshToken, accessToken, person.email]) {
      expect(said).not.toContain(secret)
    }
  } finally {
    await database.start()
  }
  await back(client)
  expect((await client.get('/api/me', bearer(accessToken))).status).toBe(200)
  expect((await client.get('/account')).status).toBe(200)
  expect((await client.post('/api/auth/refresh')).status).toBe(200)
})
