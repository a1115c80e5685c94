import { openDatabase } from '../support/database'
import { bearer, signIn, signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { expect, test } from '../support/test'

type Row = Record<string, unknown> & { id: string }
type Export = { exportedAt: string; user: Row; sessions: Row[]; events: Row[] }

test('everything that is kept about a person, and nothing that proves who they are', async ({
  app,
  database,
}) => {
  const here = await signUpAndIn(app)
  const there = await signIn(app, here.person)
  await there.client.post('/api/auth/logout')
  const answer = await here.client.get('/api/account/export', bearer(here.accessToken))
  expect(answer.status).toBe(200)
  expect(answer.headers).toMatchObject({
    'content-type': 'application/json',
    'content-disposition': 'attachment; filename="account.json"',
    'cache-control': 'no-store',
  })
  const { exportedAt, user, sessions, events } = answer.json<Export>()
  expect(exportedAt).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
  expect(user).toMatchObject({ ...here.user, disabledAt: null, emailVerifiedAt: null })
  expect(sessions.map(({ id }) => id).sort()).toEqual([here.sessionId, there.sessionId].sort())
  expect(sessions.find(({ id }) => id === there.sessionId)).toMatchObject({
    current: false,
    revokedReason: 'sign-out',
    revokedAt: expect.any(String),
    ip: '127.0.0.1',
  })
  expect(events.map(({ type }) => type)).toEqual(['sign-out', 'sign-in', 'sign-in', 'sign-up'])

  const stored = [database.user(here.person.email), ...database.sessionsOf(here.user.id)]
  for (const row of stored) {
    for (const [name, value] of Object.entries(row ?? {})) {
      if (/hash|salt/.test(name)) expect(answer.text).not.toContain(value)
    }
  }
  expect(answer.text).not.toMatch(/eyJ|\$2|hash|salt/)
})

test('nothing of anybody else', async ({ app, someone }) => {
  const here = await signUpAndIn(app)
  const answer = await here.client.get('/api/account/export', bearer(here.accessToken))
  for (const foreign of [someone.user.id, someone.user.email, someone.sessionId]) {
    expect(answer.text).not.toContain(foreign)
  }
})

test('when something fails on the way, the download breaks off and never looks complete', async ({
  startApp,
}) => {
  const app = await startApp()
  const database = openDatabase(app)
  const { client, accessToken } = await signUpAndIn(app)
  database.native.exec('DROP TABLE security_events')
  const answer = client.get('/api/account/export', bearer(accessToken))
  await expect(answer).rejects.toThrow(/aborted|hang up|reset/i)
  expect(app.output.join('\n')).toContain('request_failed')
  expect((await client.get('/api/me', bearer(accessToken))).status).toBe(200)
  database.close()
})

test('needs a recent password check', async ({ app, database }) => {
  const { client, accessToken, sessionId } = await signUpAndIn(app)
  database.age(sessionId, 'authenticated_at', 601)
  const answer = await client.get('/api/account/export', bearer(accessToken))
  expectProblem(answer, 'step-up-required')
})
