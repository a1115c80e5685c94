import type { App } from '../support/app'
import { Client } from '../support/client'
import { clearedCookie } from '../support/cookie'
import { type AppDatabase, openDatabase } from '../support/database'
import { bearer, type Grant, type SignedIn, signIn, signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { expect, test } from '../support/test'

/** A thief's copy of a token, in a browser of his own. */
async function presentCopy(app: { url: string }, token: string) {
  const thief = new Client(app)
  thief.refreshToken = token
  return thief.post('/api/auth/refresh')
}

/** Rotates a session and shows the new generation, so that the first one is spent for good. */
async function spend(session: SignedIn, database: AppDatabase): Promise<string> {
  const refreshed = await session.client.post('/api/auth/refresh')
  const { accessToken } = refreshed.json<Grant>()
  // Sooner, the browser might yet forget it.
  database.age(session.sessionId, 'rotated_at', 55)
  await session.client.get('/api/me', bearer(accessToken))
  return accessToken
}

test('reuse ends every session of the person and every access token, at once', async ({
  app,
  database,
}) => {
  const laptop = await signUpAndIn(app)
  const phone = await signIn(app, laptop.person)
  const bystander = await signUpAndIn(app)
  const accessToken = await spend(laptop, database)

  const answer = await presentCopy(app, laptop.refreshToken)
  expectProblem(answer, 'token-reuse')
  expect(answer.setCookies).toEqual([clearedCookie(app)])

  for (const token of [laptop.accessToken, accessToken, phone.accessToken]) {
    expectProblem(await new Client(app).get('/api/me', bearer(token)), 'session-revoked')
  }
  for (const { client } of [laptop, phone]) {
    const refused = await client.post('/api/auth/refresh')
    expectProblem(refused, 'session-revoked')
    expect(refused.setCookies).toEqual([clearedCookie(app)])
  }
  expect((await bystander.client.post('/api/auth/refresh')).status).toBe(200)
  expect(database.session(laptop.sessionId).revoked_reason).toBe('reuse')
})

test('the thief is caught as well when he refreshed first', async ({ app, database }) => {
  const owner = await signUpAndIn(app)
  const stolen = await presentCopy(app, owner.refreshToken)
  const { accessToken } = stolen.json<Grant>()
  database.age(owner.sessionId, 'rotated_at', 55)
  expect((await new Client(app).get('/api/me', bearer(accessToken))).status).toBe(200)

  expectProblem(await owner.client.post('/api/auth/refresh'), 'token-reuse')
  expectProblem(await new Client(app).get('/api/me', bearer(accessToken)), 'session-revoked')
})

test.describe('a generation counts as kept once it is shown later than a browser may forget it', () => {
  const shown: [how: string, show: (session: SignedIn, accessToken: string) => Promise<unknown>][] =
    [
      [
        'to /api/me in an access token',
        ({ client }, token) => client.get('/api/me', bearer(token)),
      ],
      ['to /api/auth/refresh', ({ client }) => client.post('/api/auth/refresh')],
      ['to a page', ({ client }) => client.get('/account')],
      ['to a public page', ({ client }) => client.get('/')],
    ]
  for (const [how, show] of shown) {
    test(how, async ({ app, database }) => {
      const session = await signUpAndIn(app)
      const refreshed = await session.client.post('/api/auth/refresh')
      const { accessToken } = refreshed.json<Grant>()
      await show(session, accessToken)
      expect(database.session(session.sessionId).confirmed_generation).not.toBe(1)
      database.age(session.sessionId, 'rotated_at', 55)
      await show(session, accessToken)
      expect(database.session(session.sessionId).confirmed_generation).toBe(1)
      expectProblem(await presentCopy(app, session.refreshToken), 'token-reuse')
    })
  }

  test('when the browser is killed before that, its previous token recovers, and the lost one is dead', async ({
    app,
    database,
  }) => {
    const session = await signUpAndIn(app)
    const lost = (await session.client.post('/api/auth/refresh')).json<Grant>()
    const lostToken = session.client.refreshToken
    await session.client.get('/api/me', bearer(lost.accessToken))
    database.age(session.sessionId, 'rotated_at', 600)

    session.client.refreshToken = session.refreshToken
    expect((await session.client.get('/account')).status).toBe(200)
    const back = await session.client.post('/api/auth/refresh')
    expect(back.headers['session-refresh']).toBe('recovered')
    expectProblem(await presentCopy(app, lostToken ?? ''), 'token-reuse')
  })

  test('and an older access token does not show it', async ({ app, database }) => {
    const { client, accessToken, sessionId, refreshToken } = await signUpAndIn(app)
    await client.post('/api/auth/refresh')
    await client.get('/api/me', bearer(accessToken))
    database.age(sessionId, 'rotated_at', 31)
    const answer = await presentCopy(app, refreshToken)
    expect(answer.headers['session-refresh']).toBe('recovered')
  })
})

test('two generations behind is reuse, however soon', async ({ app, database }) => {
  const { client, refreshToken, sessionId } = await signUpAndIn(app)
  await client.post('/api/auth/refresh')
  database.age(sessionId, 'rotated_at', 61)
  await client.post('/api/auth/refresh')
  expect(database.session(sessionId).generation).toBe(2)
  expectProblem(await presentCopy(app, refreshToken), 'token-reuse')
})

test('reuse is told once: a stale copy is no button that signs its owner out', async ({
  app,
  database,
}) => {
  const session = await signUpAndIn(app)
  await spend(session, database)
  expectProblem(await presentCopy(app, session.refreshToken), 'token-reuse')
  const back = await signIn(app, session.person)
  expectProblem(await presentCopy(app, session.refreshToken), 'session-revoked')
  expect((await back.client.get('/api/me', bearer(back.accessToken))).status).toBe(200)
  expect((await back.client.post('/api/auth/refresh')).status).toBe(200)
})

test('the token of a session that signed itself out is reuse, after the grace', async ({
  app,
  database,
}) => {
  const left = await signUpAndIn(app)
  const other = await signIn(app, left.person)
  await left.client.post('/api/auth/logout')
  expectProblem(await presentCopy(app, left.refreshToken), 'session-revoked')
  expect((await other.client.get('/api/me', bearer(other.accessToken))).status).toBe(200)

  database.age(left.sessionId, 'revoked_at', 31)
  expectProblem(await presentCopy(app, left.refreshToken), 'token-reuse')
  expectProblem(await other.client.get('/api/me', bearer(other.accessToken)), 'session-revoked')
})

test('reuse among fifty requests at once ends everything once', async ({ app, database }) => {
  const session = await signUpAndIn(app)
  await spend(session, database)
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => presentCopy(app, session.refreshToken)),
  )
  for (const { status } of answers) expect(status).toBe(401)
  expect(answers.some(({ text }) => text.includes('token-reuse'))).toBe(true)
  expect(database.user(session.user.email)?.token_version).toBe(1)
})

test.describe('AUTH_REUSE_SCOPE=session', () => {
  test('reuse ends the one session and no other', async ({ startApp }) => {
    const app = await startApp({ env: { AUTH_REUSE_SCOPE: 'session' } })
    const database = openDatabase(app)
    const laptop = await signUpAndIn(app)
    const phone = await signIn(app, laptop.person)
    const accessToken = await spend(laptop, database)
    expectProblem(await presentCopy(app, laptop.refreshToken), 'token-reuse')
    expectProblem(await laptop.client.get('/api/me', bearer(accessToken)), 'session-revoked')
    expectProblem(await laptop.client.post('/api/auth/refresh'), 'session-revoked')
    expect((await phone.client.get('/api/me', bearer(phone.accessToken))).status).toBe(200)
    expect((await phone.client.post('/api/auth/refresh')).status).toBe(200)
    database.close()
  })
})

test.describe('AUTH_REFRESH_GRACE=0 and AUTH_REFRESH_COALESCE=0: textbook rotation', () => {
  const strict = { env: { AUTH_REFRESH_GRACE: '0', AUTH_REFRESH_COALESCE: '0' } }

  test('every refresh rotates, and a token works once', async ({ startApp }) => {
    const app: App = await startApp(strict)
    const { client, refreshToken, accessToken } = await signUpAndIn(app)
    const seen = new Set([refreshToken])
    for (let round = 1; round <= 5; round += 1) {
      const answer = await client.post('/api/auth/refresh')
      expect(answer.headers['session-refresh']).toBe('rotated')
      seen.add(client.refreshToken ?? '')
    }
    expect(seen.size).toBe(6)
    expectProblem(await presentCopy(app, refreshToken), 'token-reuse')
    expectProblem(await client.get('/api/me', bearer(accessToken)), 'session-revoked')

    // Also where the answer was lost: that is the price of strictness.
    const other = await signUpAndIn(app)
    await presentCopy(app, other.refreshToken)
    expectProblem(await other.client.post('/api/auth/refresh'), 'token-reuse')

    // Signing out leaves no grace either.
    const gone = await signUpAndIn(app)
    await gone.client.post('/api/auth/logout')
    expectProblem(await presentCopy(app, gone.refreshToken), 'token-reuse')
  })
})
