import { Client } from '../../e2e/support/client'
import { openDatabase } from '../../e2e/support/database'
import { callOperation, operationsOfUsers } from '../../e2e/support/operations'
import { bearer, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { expect, test } from '../../e2e/support/test'
import { lock } from '../support/database'

test('when the database is locked for long, the answer is 503 with Retry-After, and no session ends', async ({
  startApp,
}) => {
  const app = await startApp()
  const database = openDatabase(app)
  const { client, refreshToken } = await signUpAndIn(app)
  lock({ app, database })
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

test('when the database is locked for a moment, writes wait and nothing fails', async ({
  startApp,
}) => {
  const app = await startApp()
  const database = openDatabase(app)
  const { client, accessToken, person } = await signUpAndIn(app)
  lock({ app, database })
  const writes = [client.post('/api/auth/refresh'), new Client(app).post('/api/auth/login', person)]
  expect((await new Client(app).get('/api/health/live')).status).toBe(200)
  database.native.exec('ROLLBACK')
  expect((await Promise.all(writes)).map(({ status }) => status)).toEqual([200, 200])
  expect((await client.get('/api/me', bearer(accessToken))).status).toBe(200)
  database.close()
})

/** What answers as ever where no table can be read. */
const WITHOUT_DATABASE: Record<string, number> = {
  healthLive: 200,
  openApi: 200,
  jwks: 200,
  changePasswordPage: 303,
}

test('when a failure happens inside, every operation answers with one described 500', async ({
  startApp,
}) => {
  const app = await startApp()
  const database = openDatabase(app)
  const who = await signUpAndIn(app)
  const operations = await operationsOfUsers(app)
  for (const table of ['mails', 'one_time_tokens', 'security_events', 'sessions', 'users']) {
    database.native.exec(`ALTER TABLE ${table} RENAME TO lost_${table}`)
  }
  for (const described of operations) {
    const { path, operation } = described
    const answer = await callOperation({ described, who })
    const expected = path.startsWith('/api/health') ? 503 : 500
    const { operationId } = operation
    expect(answer.status, operationId).toBe(WITHOUT_DATABASE[operationId] ?? expected)
  }
  database.close()
})
