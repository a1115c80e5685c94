/** A database that is locked or read-only: callers are asked to come back, and nothing is half done. */
import { AppDidNotStart } from '../../e2e/support/app'
import { Client } from '../../e2e/support/client'
import { openDatabase } from '../../e2e/support/database'
import { allDelivered } from '../../e2e/support/mails'
import { newPerson, signIn, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { me } from '../../e2e/support/sessions'
import { expect, test } from '../../e2e/support/test'
import { lock } from '../support/database'

test('when another process holds the lock beyond the limit, writing is 503, and it goes on when the lock is gone', async ({
  app,
  database,
  databaseKind,
}) => {
  const here = await signUpAndIn(app)
  const there = await signIn(app, here.person)
  await here.client.post('/api/auth/refresh')
  database.age(here.sessionId, 'rotated_at', 61)
  await allDelivered(app)
  const before = database.rows()
  const logged = app.output.length
  lock({ app, database })
  try {
    const visitor = new Client(app)
    const refused = await Promise.all([
      visitor.post('/api/auth/login', here.person),
      here.client.post('/api/auth/refresh'),
      there.client.post('/api/auth/logout'),
    ])
    for (const answer of refused) {
      expectProblem(answer, 'busy')
      expect(answer.setCookies).toEqual([])
    }
    expect((await visitor.get('/api/health/live')).status).toBe(200)
  } finally {
    database.native.exec('ROLLBACK')
  }
  expect(database.rows()).toEqual(before)
  const cause = databaseKind === 'sqlite' ? 'SQLITE_BUSY' : '55P03'
  expect(app.output.slice(logged).join('\n')).toMatch(
    new RegExp(`"event":"request_failed".*"code":"${cause}"`),
  )
  const refreshed = await here.client.post('/api/auth/refresh')
  expect(refreshed.headers['session-refresh']).toBe('rotated')
  expect((await there.client.post('/api/auth/logout')).status).toBe(204)
  await signIn(app, here.person)
})

test('when the server of the database becomes read-only, writing is 503, reading goes on, and the next write is served after it', async ({
  startApp,
  databaseKind,
}) => {
  // biome-ignore lint/suspicious/noSkippedTests: an open SQLite file stays writable, whatever its mode becomes
  test.skip(databaseKind === 'sqlite', 'only a server becomes read-only')
  const app = await startApp()
  const database = openDatabase(app)
  const someone = await signUpAndIn(app)
  await me(someone)
  await allDelivered(app)
  const before = database.rows()
  const set = (mode: 'on' | 'off') => {
    const name = new URL(app.databaseUrl).pathname.slice(1)
    database.native.exec(`ALTER DATABASE ${name} SET default_transaction_read_only = ${mode}`)
    // Waits for each to end: until then it has the setting of before.
    database.native.exec(
      `SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    )
  }
  set('on')
  const visitor = new Client(app)
  for (const [path, body] of [
    ['/api/auth/login', someone.person],
    ['/api/auth/sign-up', newPerson()],
    ['/api/auth/logout', undefined],
  ] as const) {
    const client = body ? visitor : someone.client
    expectProblem(await client.post(path, body), 'busy')
  }
  expect((await me(someone)).status).toBe(200)
  const ready = await visitor.get('/api/health/ready')
  expect([ready.status, ready.json().database]).toEqual([503, 'not-writable'])
  expect(app.output.join('\n')).toMatch(/"event":"request_failed".*"code":"25006"/)
  expect(database.rows()).toEqual(before)

  set('off')
  await signIn(app, someone.person)
  expect((await someone.client.post('/api/auth/logout')).status).toBe(204)
  database.close()
})

test('when the folder of the database cannot be written to, the start fails with one sentence', async ({
  startApp,
}) => {
  // biome-ignore lint/suspicious/noSkippedTests: no other system has a folder that its administrator cannot write to
  test.skip(process.platform !== 'linux', 'needs /sys')
  const env = { DATABASE_URL: 'file:/sys/app.db' }
  const error = await startApp({ env }).catch((thrown: unknown) => thrown)
  if (!(error instanceof AppDidNotStart)) throw error
  expect(error.exitCode).toBe(1)
  const said = error.output.filter((line) => line.includes('DATABASE_URL'))
  expect(said).toEqual([
    expect.stringMatching(/(EACCES|EPERM|EROFS).* Check the path and its permissions\.$/),
  ])
  expect(error.output.join('\n')).not.toMatch(/\bat \S+ \(/)
})
