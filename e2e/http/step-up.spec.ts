import { Client } from '../support/client'
import { cookiePair } from '../support/cookie'
import { openDatabase } from '../support/database'
import { bearer, type Grant, type SignedIn, signIn, signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { expect, test } from '../support/test'
import { claimsOf } from '../support/tokens'

const stepUp = ({ client, accessToken, person }: SignedIn, password = person.password) =>
  client.post('/api/auth/step-up', { password }, bearer(accessToken))

const exportAccount = ({ client }: SignedIn, accessToken: string) =>
  client.get('/api/account/export', bearer(accessToken))

test('what needs a recent password check is refused without, and goes on after', async ({
  app,
  database,
}) => {
  const here = await signUpAndIn(app)
  expect((await exportAccount(here, here.accessToken)).status).toBe(200)
  database.age(here.sessionId, 'authenticated_at', 601)
  const refused = await exportAccount(here, here.accessToken)
  expectProblem(refused, 'step-up-required')
  expect(refused.setCookies).toEqual([])

  const answer = await stepUp(here)
  expect(answer.status).toBe(200)
  const grant = answer.json<Grant>()
  expect(grant).toEqual({
    accessToken: expect.any(String),
    tokenType: 'Bearer',
    expiresIn: 900,
    user: here.user,
  })
  expect(claimsOf(grant.accessToken)).toMatchObject({ sid: here.sessionId, gen: 1 })
  expect((await exportAccount(here, grant.accessToken)).status).toBe(200)
  // Also with the access token of before: it is the session that stepped up.
  expect((await exportAccount(here, here.accessToken)).status).toBe(200)
})

test('AUTH_STEP_UP_TTL says how long a check is recent', async ({ startApp }) => {
  const app = await startApp({ env: { AUTH_STEP_UP_TTL: '30' } })
  const database = openDatabase(app)
  const here = await signUpAndIn(app)
  database.age(here.sessionId, 'authenticated_at', 20)
  expect((await exportAccount(here, here.accessToken)).status).toBe(200)
  database.age(here.sessionId, 'authenticated_at', 10)
  expectProblem(await exportAccount(here, here.accessToken), 'step-up-required')
  database.close()
})

test('the other sessions of the person have not stepped up', async ({ app, database }) => {
  const here = await signUpAndIn(app)
  const there = await signIn(app, here.person)
  database.age(there.sessionId, 'authenticated_at', 601)
  await stepUp(here)
  expectProblem(await exportAccount(there, there.accessToken), 'step-up-required')
})

test.describe('the refresh token is replaced with it', () => {
  test('the one before follows the table: again within the grace, then reuse', async ({
    app,
    database,
  }) => {
    const here = await signUpAndIn(app)
    const answer = await stepUp(here)
    expect(answer.setCookies).toHaveLength(1)
    const now = here.client.refreshToken
    expect(now).not.toBe(here.refreshToken)
    expect(database.session(here.sessionId)).toMatchObject({
      generation: 1,
      previous_generation: 0,
    })

    const again = new Client(app)
    again.refreshToken = here.refreshToken
    const retried = await again.post('/api/auth/refresh')
    expect(retried.headers['session-refresh']).toBe('retried')
    expect(again.refreshToken).toBe(now)

    database.age(here.sessionId, 'rotated_at', 55)
    await here.client.get('/api/me', bearer(answer.json<Grant>().accessToken))
    again.refreshToken = here.refreshToken
    expectProblem(await again.post('/api/auth/refresh'), 'token-reuse', 'token-reuse')
  })

  test('where the answer is lost, the browser recovers', async ({ app, database }) => {
    const here = await signUpAndIn(app)
    const lost = new Client(app)
    lost.refreshToken = here.refreshToken
    expect((await stepUp({ ...here, client: lost })).status).toBe(200)
    database.age(here.sessionId, 'rotated_at', 31)
    const answer = await here.client.post('/api/auth/refresh')
    expect(answer.headers['session-refresh']).toBe('recovered')
  })

  test('not again within the time that refreshes are one', async ({ app, database }) => {
    const here = await signUpAndIn(app)
    const refreshed = await here.client.post('/api/auth/refresh')
    const { accessToken } = refreshed.json<Grant>()
    const answer = await stepUp({ ...here, accessToken })
    expect(answer.status).toBe(200)
    expect(answer.setCookies).toEqual([])
    expect(database.session(here.sessionId).generation).toBe(1)
    expect((await exportAccount(here, answer.json<Grant>().accessToken)).status).toBe(200)
  })

  test('a lost refresh before it is no theft after it', async ({ app, database }) => {
    const here = await signUpAndIn(app)
    const lost = new Client(app)
    lost.refreshToken = here.refreshToken
    await lost.post('/api/auth/refresh')
    database.age(here.sessionId, 'rotated_at', 61)
    // It holds the previous generation, and so does its access token.
    expect((await stepUp({ ...here, client: lostAnswer(here, app) })).status).toBe(200)
    database.age(here.sessionId, 'rotated_at', 31)
    const answer = await here.client.post('/api/auth/refresh')
    expect(answer.headers['session-refresh']).toBe('recovered')
  })

  /** A browser whose answers never arrive: it sends the same cookie, and keeps none. */
  function lostAnswer({ refreshToken }: SignedIn, app: { url: string }): Client {
    const client = new Client(app)
    client.refreshToken = refreshToken
    return client
  }
})

test.describe('the cookie is no authentication', () => {
  test('without a bearer token there is no step-up', async ({ app }) => {
    const here = await signUpAndIn(app)
    const body = { password: here.person.password }
    expectProblem(await here.client.post('/api/auth/step-up', body), 'no-session')
  })

  test('without a cookie, with junk, or with one of a session that has ended: it is left alone', async ({
    app,
    database,
  }) => {
    const here = await signUpAndIn(app)
    const ended = await signIn(app, here.person)
    await new Client(app).post('/api/auth/logout', undefined, {
      Cookie: cookiePair(app, ended.refreshToken),
    })
    database.age(here.sessionId, 'authenticated_at', 601)
    for (const Cookie of [
      null,
      cookiePair(app, 'junk'),
      `${cookiePair(app, 'junk')}; ${cookiePair(app, 'more')}`,
      cookiePair(app, ended.refreshToken),
    ]) {
      const body = { password: here.person.password }
      const headers = { ...bearer(here.accessToken), Cookie }
      const answer = await new Client(app).post('/api/auth/step-up', body, headers)
      expect(answer.status).toBe(200)
      expect(answer.setCookies).toEqual([])
      expect(claimsOf(answer.json<Grant>().accessToken)).toMatchObject({
        sid: here.sessionId,
        gen: 0,
      })
    }
    expect((await exportAccount(here, here.accessToken)).status).toBe(200)
    expect(database.session(here.sessionId).generation).toBe(0)
  })
})

test('a wrong password ends nothing and steps up nothing', async ({ app, database }) => {
  const here = await signUpAndIn(app)
  database.age(here.sessionId, 'authenticated_at', 601)
  const before = database.session(here.sessionId)
  const answer = await stepUp(here, 'not that walk')
  expectProblem(answer, 'invalid-credentials')
  expect(answer.setCookies).toEqual([])
  expect(database.session(here.sessionId)).toEqual({
    ...before,
    // Whoever shows the access token has received its generation.
    confirmed_generation: 0,
    last_used_at: expect.any(Number),
  })
  expectProblem(await exportAccount(here, here.accessToken), 'step-up-required')
  expect(database.eventsOf(here.user.id)[0]?.type).toBe('step-up-failed')
})

test("another person's password does not do", async ({ app, someone }) => {
  const here = await signUpAndIn(app)
  expectProblem(await stepUp(here, someone.person.password), 'invalid-credentials')
})

test('what is no input is refused', async ({ app }) => {
  const { client, accessToken } = await signUpAndIn(app)
  for (const body of [{}, { password: '' }, { password: ['x'] }, 'password', null]) {
    const answer = await client.post('/api/auth/step-up', body, bearer(accessToken))
    expectProblem(answer, 'invalid-input')
  }
})
