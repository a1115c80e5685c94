import { Client } from '../support/client'
import { cookiePair } from '../support/cookie'
import { openDatabase } from '../support/database'
import { bearer, type SignedIn, signIn, signUp, signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { expect, test } from '../support/test'

test('each sign-in is a session of its own', async ({ app, database }) => {
  const first = await signUpAndIn(app)
  const second = await signIn(app, first.person)
  expect(second.sessionId).not.toBe(first.sessionId)
  expect(database.sessionsOf(first.user.id)).toHaveLength(2)
  for (const { client, accessToken } of [first, second]) {
    expect((await client.get('/api/me', bearer(accessToken))).status).toBe(200)
  }
})

test.describe('a session the browser already held', () => {
  const expectEnded = async (app: { url: string }, old: SignedIn) => {
    expectProblem(await old.client.get('/api/me', bearer(old.accessToken)), 'session-revoked')
    const elsewhere = new Client(app)
    elsewhere.refreshToken = old.refreshToken
    expectProblem(await elsewhere.post('/api/auth/refresh'), 'session-revoked')
  }

  test('is ended by the next sign-in of the same person', async ({ app, database }) => {
    const old = await signUpAndIn(app)
    const now = await signIn(app, old.person, old.client)
    expect(database.session(old.sessionId).revoked_reason).toBe('replaced')
    await expectEnded(app, old)
    // That the old token turned up was no alarm: the new session lives.
    expect((await now.client.get('/api/me', bearer(now.accessToken))).status).toBe(200)
  })

  test('is ended by the sign-in of another person', async ({ app }) => {
    const old = await signUpAndIn(app)
    const now = await signUpAndIn(app, old.client)
    expect(now.user.id).not.toBe(old.user.id)
    await expectEnded(app, old)
    expect(now.client.refreshToken).toBe(now.refreshToken)
  })

  test('stays when the sign-in fails', async ({ app, database }) => {
    const { client, person, sessionId, refreshToken } = await signUpAndIn(app)
    const answer = await client.post('/api/auth/login', { ...person, password: 'not that walk' })
    expectProblem(answer, 'invalid-credentials')
    expect(answer.setCookies).toEqual([])
    expect(client.refreshToken).toBe(refreshToken)
    expect(database.session(sessionId).revoked_at).toBeNull()
  })
})

test('when the browser went back to an old cookie, its page says so, and signing in ends no other device', async ({
  app,
  database,
}) => {
  const laptop = await signUpAndIn(app)
  const phone = await signIn(app, laptop.person)
  await laptop.client.post('/api/auth/refresh')
  const lost = laptop.client.refreshToken
  database.age(laptop.sessionId, 'rotated_at', 61)
  await laptop.client.post('/api/auth/refresh')

  laptop.client.refreshToken = laptop.refreshToken
  const page = await laptop.client.get('/sign-in')
  expect(page.text).toContain('This browser’s sign-in is out of date')
  const now = await signIn(app, laptop.person, laptop.client)

  for (const each of [now, phone]) {
    expect((await each.client.get('/api/me', bearer(each.accessToken))).status).toBe(200)
  }
  const holder = new Client(app)
  holder.refreshToken = lost
  expectProblem(await holder.post('/api/auth/refresh'), 'session-revoked', 'token-reuse-session')
  const about = database.eventsOf(laptop.user.id).filter(({ type }) => /stale|reuse/.test(type))
  expect(about).toMatchObject([{ type: 'stale-session-ended', session_id: laptop.sessionId }])
})

test.describe('a planted cookie is never carried on', () => {
  test('a session of the attacker ends, and the victim gets a new one', async ({
    app,
    database,
  }) => {
    const attacker = await signUpAndIn(app)
    const victim = new Client(app)
    victim.refreshToken = attacker.refreshToken
    const { sessionId, refreshToken, user } = await signUpAndIn(app, victim)
    expect(refreshToken).not.toBe(attacker.refreshToken)
    expect(sessionId).not.toBe(attacker.sessionId)
    expect(database.session(sessionId).user_id).toBe(user.id)
    expectProblem(await attacker.client.post('/api/auth/refresh'), 'session-revoked')
  })

  test('junk is replaced', async ({ app }) => {
    const client = new Client(app)
    client.refreshToken = 'chosen-by-somebody'
    const { refreshToken } = await signUpAndIn(app, client)
    expect(refreshToken).not.toBe('chosen-by-somebody')
    expect((await client.post('/api/auth/refresh')).status).toBe(200)
  })
})

test('when two refresh cookies come, neither is carried on, and both sessions end', async ({
  app,
  database,
}) => {
  const first = await signUpAndIn(app)
  const second = await signIn(app, first.person)
  const answer = await new Client(app).post('/api/auth/login', first.person, {
    Cookie: `${cookiePair(app, first.refreshToken)}; ${cookiePair(app, second.refreshToken)}`,
  })
  expect(answer.status).toBe(200)
  const reasons = database.sessionsOf(first.user.id).map(({ revoked_reason }) => revoked_reason)
  expect(reasons).toEqual(['replaced', 'replaced', null])
})

test.describe('a session remembers where it was begun', () => {
  test('by the socket: what the client says of its address is not believed', async ({
    app,
    database,
  }) => {
    const person = await signUp(new Client(app))
    const client = new Client(app)
    await client.post('/api/auth/login', person, {
      'User-Agent': `A browser ${'x'.repeat(2000)}`,
      'X-Forwarded-For': '203.0.113.7, 203.0.113.8',
      'X-Real-Ip': '203.0.113.9',
      Forwarded: 'for=203.0.113.10',
    })
    const [session] = database.sessionsOf(database.user(person.email)?.id ?? '')
    expect(session?.ip).toBe('127.0.0.1')
    expect(session?.user_agent).toMatch(/^A browser x{502}$/)
  })

  test('and through as many proxies as there are', async ({ startApp }) => {
    const app = await startApp({ env: { TRUSTED_PROXIES: '1' } })
    const database = openDatabase(app)
    const person = await signUp(new Client(app))
    await new Client(app).post('/api/auth/login', person, {
      'X-Forwarded-For': '203.0.113.7, 203.0.113.8',
    })
    const [session] = database.sessionsOf(database.user(person.email)?.id ?? '')
    expect(session?.ip).toBe('203.0.113.8')
    database.close()
  })
})
