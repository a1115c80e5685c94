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

test('every column of every table is exported, or is known to be a secret', async ({
  app,
  database,
}) => {
  const { client, accessToken, user } = await signUpAndIn(app)
  const answer = await client.get('/api/account/export', bearer(accessToken))
  const exported = answer.json<Export>()
  const camel = (name: string) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase())
  const columns = (row: object | undefined) => Object.keys(row ?? {}).map(camel)
  // Either a secret, or told by another name: whose it is, and how the rotation stands.
  const others = new Set([
    'passwordHash',
    'salt',
    'refreshTokenHash',
    'userId',
    'tokenVersion',
    'generation',
    'previousGeneration',
    'confirmedGeneration',
    'idleExpiresAt',
  ])
  const expectAll = (row: object | undefined, members: object | undefined) => {
    const known = Object.keys(members ?? {})
    const missing = columns(row).filter((name) => !known.includes(name) && !others.has(name))
    expect(missing).toEqual([])
    expect(known.length).toBeGreaterThan(3)
  }
  expectAll(database.user(user.email), exported.user)
  expectAll(database.sessionsOf(user.id)[0], exported.sessions[0])
  expectAll(database.eventsOf(user.id)[0], exported.events[0])
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
