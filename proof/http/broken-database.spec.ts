import { Client } from '../../e2e/support/client'
import { openDatabase } from '../../e2e/support/database'
import { newPerson, signUpAndIn } from '../../e2e/support/people'
import { expectNoInternals, expectProblem } from '../../e2e/support/problems'
import { me, refresh } from '../../e2e/support/sessions'
import { expect, test } from '../../e2e/support/test'

test('when server and database are well, GET /api/health is 200', async ({ app }) => {
  const answer = await new Client(app).get('/api/health')
  expect(answer.status).toBe(200)
  expect(answer.json()).toEqual({ status: 'ok', database: 'ok' })
})

test('when the database is broken, health is 503, all else a clean 500, and no session ends', async ({
  startApp,
}) => {
  const app = await startApp()
  const database = openDatabase(app)
  const session = await signUpAndIn(app)
  const { client, accessToken, refreshToken, person } = session
  const rename = (from: string, to: string) =>
    database.native.exec(`ALTER TABLE ${from} RENAME TO ${to}`)
  for (const table of ['sessions', 'users']) rename(table, `lost_${table}`)

  const health = await client.get('/api/health')
  expect(health.status).toBe(503)
  expect(health.json().database).not.toBe('ok')
  expectNoInternals(health)
  for (const answer of [
    await refresh(session),
    await me(session),
    await client.post('/api/auth/login', person),
    await client.post('/api/auth/sign-up', newPerson()),
    await client.post('/api/auth/logout'),
  ]) {
    expectProblem(answer, 'internal-error')
    expect(answer.setCookies).toEqual([])
  }
  const page = await client.get('/account')
  expect(page.status).toBe(500)
  expect(page.text).not.toMatch(/no such table|does not exist|SqliteError|DatabaseError|lost_/)

  for (const table of ['sessions', 'users']) rename(`lost_${table}`, table)
  expect((await client.get('/api/health')).status).toBe(200)
  expect(client.refreshToken).toBe(refreshToken)
  expect((await refresh(session)).status).toBe(200)

  const logged = app.output.join('\n')
  expect(logged).toMatch(/no such table|does not exist/)
  for (const secret of [refreshToken, accessToken, person.password, person.email, 'h1$2b$']) {
    expect(logged).not.toContain(secret)
  }
  database.close()
})
