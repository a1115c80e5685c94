import type { App } from '../../e2e/support/app'
import { Client } from '../../e2e/support/client'
import { type AppDatabase, openDatabase } from '../../e2e/support/database'
import { bearer, type Grant, type SignedIn, signIn, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { present } from '../../e2e/support/sessions'
import { expect, test } from '../../e2e/support/test'

/** Rotates a session and shows the new generation, so that the first one is spent. */
async function spend(session: SignedIn, database: AppDatabase): Promise<string> {
  const refreshed = await session.client.post('/api/auth/refresh')
  const { accessToken } = refreshed.json<Grant>()
  // Sooner, the browser might yet forget it.
  database.age(session.sessionId, 'rotated_at', 55)
  await session.client.get('/api/me', bearer(accessToken))
  return accessToken
}

test('when the thief refreshes first, the refresh of the owner ends both', async ({
  app,
  database,
}) => {
  const owner = await signUpAndIn(app)
  const stolen = await present(app, owner.refreshToken)
  const { accessToken } = stolen.json<Grant>()
  database.age(owner.sessionId, 'rotated_at', 55)
  expect((await new Client(app).get('/api/me', bearer(accessToken))).status).toBe(200)

  expectProblem(await owner.client.post('/api/auth/refresh'), 'token-reuse')
  expectProblem(await new Client(app).get('/api/me', bearer(accessToken)), 'session-revoked')
})

test.describe('when a generation is shown later than a browser can forget it, it counts as kept', () => {
  const shown: [how: string, show: (session: SignedIn, accessToken: string) => Promise<unknown>][] =
    [
      [
        'to /api/me in an access token',
        ({ client }, token) => client.get('/api/me', bearer(token)),
      ],
      ['to /api/auth/refresh', ({ client }) => client.post('/api/auth/refresh')],
      ['to a page', ({ client }) => client.get('/account')],
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
      expectProblem(await present(app, session.refreshToken), 'token-reuse')
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
    expectProblem(await present(app, lostToken ?? ''), 'token-reuse')
  })

  test('but not when an older access token is shown', async ({ app, database }) => {
    const { client, accessToken, sessionId, refreshToken } = await signUpAndIn(app)
    await client.post('/api/auth/refresh')
    await client.get('/api/me', bearer(accessToken))
    database.age(sessionId, 'rotated_at', 31)
    const answer = await present(app, refreshToken)
    expect(answer.headers['session-refresh']).toBe('recovered')
  })
})

test('when a token is two generations behind, it is reuse, however soon', async ({
  app,
  database,
}) => {
  const { client, refreshToken, sessionId } = await signUpAndIn(app)
  await client.post('/api/auth/refresh')
  database.age(sessionId, 'rotated_at', 61)
  await client.post('/api/auth/refresh')
  expect(database.session(sessionId).generation).toBe(2)
  expectProblem(await present(app, refreshToken), 'token-reuse')
})

test('when a copy comes a second time, it does not sign its owner out again', async ({
  app,
  database,
}) => {
  const session = await signUpAndIn(app)
  await spend(session, database)
  expectProblem(await present(app, session.refreshToken), 'token-reuse')
  const back = await signIn(app, session.person)
  expectProblem(await present(app, session.refreshToken), 'session-revoked')
  expect((await back.client.get('/api/me', bearer(back.accessToken))).status).toBe(200)
  expect((await back.client.post('/api/auth/refresh')).status).toBe(200)
})

test('when the token of a signed-out session comes after the grace, it is reuse', async ({
  app,
  database,
}) => {
  const left = await signUpAndIn(app)
  const other = await signIn(app, left.person)
  await left.client.post('/api/auth/logout')
  expectProblem(await present(app, left.refreshToken), 'session-revoked')
  expect((await other.client.get('/api/me', bearer(other.accessToken))).status).toBe(200)

  database.age(left.sessionId, 'revoked_at', 31)
  expectProblem(await present(app, left.refreshToken), 'token-reuse')
  expectProblem(await other.client.get('/api/me', bearer(other.accessToken)), 'session-revoked')
})

test.describe('when AUTH_REUSE_SCOPE is session', () => {
  test('reuse ends the one session and no other', async ({ startApp }) => {
    const app = await startApp({ env: { AUTH_REUSE_SCOPE: 'session' } })
    const database = openDatabase(app)
    const laptop = await signUpAndIn(app)
    const phone = await signIn(app, laptop.person)
    const accessToken = await spend(laptop, database)
    expectProblem(await present(app, laptop.refreshToken), 'token-reuse')
    expectProblem(await laptop.client.get('/api/me', bearer(accessToken)), 'session-revoked')
    expectProblem(await laptop.client.post('/api/auth/refresh'), 'session-revoked')
    expect((await phone.client.get('/api/me', bearer(phone.accessToken))).status).toBe(200)
    expect((await phone.client.post('/api/auth/refresh')).status).toBe(200)
    database.close()
  })
})

test.describe('when AUTH_REFRESH_GRACE and AUTH_REFRESH_COALESCE are 0', () => {
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
    expectProblem(await present(app, refreshToken), 'token-reuse')
    expectProblem(await client.get('/api/me', bearer(accessToken)), 'session-revoked')

    // Also where the answer was lost: that is the price of strictness.
    const other = await signUpAndIn(app)
    await present(app, other.refreshToken)
    expectProblem(await other.client.post('/api/auth/refresh'), 'token-reuse')

    // Signing out leaves no grace either.
    const gone = await signUpAndIn(app)
    await gone.client.post('/api/auth/logout')
    expectProblem(await present(app, gone.refreshToken), 'token-reuse')
  })
})
