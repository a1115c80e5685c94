import { Client } from '../support/client'
import { openDatabase } from '../support/database'
import { bearer, newPerson, signUpAndIn } from '../support/people'
import { expectNoInternals, expectProblem } from '../support/problems'
import { expect, test } from '../support/test'

test('GET /api/health says that server and database are well', async ({ app }) => {
  const answer = await new Client(app).get('/api/health')
  expect(answer.status).toBe(200)
  expect(answer.headers['content-type']).toBe('application/json')
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(answer.json()).toEqual({ status: 'ok', database: 'ok' })
})

test('a broken database is 503 on health and a clean 500 elsewhere, and ends no session', async ({
  startApp,
}) => {
  const app = await startApp()
  const database = openDatabase(app)
  const { client, accessToken, refreshToken, person } = await signUpAndIn(app)
  const rename = (from: string, to: string) =>
    database.native.exec(`ALTER TABLE ${from} RENAME TO ${to}`)
  rename('sessions', 'lost_sessions')
  rename('users', 'lost_users')

  const health = await client.get('/api/health')
  expect(health.status).toBe(503)
  expect(Object.keys(health.json()).sort()).toEqual(['database', 'status'])
  expect(health.json().database).not.toBe('ok')
  expectNoInternals(health)

  const refused = [
    await client.post('/api/auth/refresh'),
    await client.get('/api/me', bearer(accessToken)),
    await client.post('/api/auth/login', person),
    await client.post('/api/auth/sign-up', newPerson()),
    await client.post('/api/auth/logout'),
  ]
  for (const answer of refused) {
    expectProblem(answer, 'internal-error')
    expect(answer.setCookies).toEqual([])
  }
  const page = await client.get('/account')
  expect(page.status).toBe(500)
  expect(page.text).not.toMatch(/no such table|does not exist|SqliteError|DatabaseError|lost_/)

  rename('lost_sessions', 'sessions')
  rename('lost_users', 'users')
  expect((await client.get('/api/health')).status).toBe(200)
  expect(client.refreshToken).toBe(refreshToken)
  expect((await client.post('/api/auth/refresh')).status).toBe(200)

  const logged = app.output.join('\n')
  expect(logged).toMatch(/no such table|does not exist/)
  for (const secret of [refreshToken, accessToken, person.password, person.email, 'h1$2b$']) {
    expect(logged).not.toContain(secret)
  }
  database.close()
})

test('a database that is locked for long is 503 with Retry-After, and ends no session', async ({
  startApp,
}) => {
  const app = await startApp()
  const database = openDatabase(app)
  const { client, refreshToken } = await signUpAndIn(app)
  database.lock()
  let waiting = true
  const refresh = client.post('/api/auth/refresh').finally(() => {
    waiting = false
  })
  // A statement that waits holds up no one else: these come after it and are answered before it.
  for (let call = 0; call < 10; call += 1) {
    expect((await new Client(app).get('/api/health/live')).status).toBe(200)
  }
  expect(waiting).toBe(true)
  const answer = await refresh
  database.native.exec('ROLLBACK')
  expectProblem(answer, 'busy')
  expect(answer.setCookies).toEqual([])
  expect(client.refreshToken).toBe(refreshToken)
  const again = await client.post('/api/auth/refresh')
  expect(again.headers['session-refresh']).toBe('rotated')
  database.close()
})

test('a database that is locked for a moment delays what writes, and fails nothing', async ({
  startApp,
}) => {
  const app = await startApp()
  const database = openDatabase(app)
  const { client, accessToken, person } = await signUpAndIn(app)
  database.lock()
  const writes = [client.post('/api/auth/refresh'), new Client(app).post('/api/auth/login', person)]
  expect((await new Client(app).get('/api/health/live')).status).toBe(200)
  database.native.exec('ROLLBACK')
  expect((await Promise.all(writes)).map(({ status }) => status)).toEqual([200, 200])
  expect((await client.get('/api/me', bearer(accessToken))).status).toBe(200)
  database.close()
})
