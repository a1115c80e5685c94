import { Client } from '../../e2e/support/client'
import { cookiePair, storedCookies } from '../../e2e/support/cookie'
import { bearer, type Grant, type SignedIn, signIn, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { expect, test } from '../../e2e/support/test'
import { claimsOf } from '../../e2e/support/tokens'

const stepUp = ({ client, accessToken, person }: SignedIn, password = person.password) =>
  client.post('/api/auth/step-up', { password }, bearer(accessToken))

const exportAccount = ({ client }: SignedIn, accessToken: string) =>
  client.get('/api/account/export', bearer(accessToken))

test.describe('when a session steps up, its refresh token is replaced', () => {
  test('and the one before is good within the grace, and reuse after it', async ({
    app,
    database,
  }) => {
    const here = await signUpAndIn(app)
    const answer = await stepUp(here)
    expect(answer.setCookies).toEqual(storedCookies(app))
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

  test('and when the answer is lost, the browser recovers', async ({ app, database }) => {
    const here = await signUpAndIn(app)
    const lost = new Client(app)
    lost.refreshToken = here.refreshToken
    expect((await stepUp({ ...here, client: lost })).status).toBe(200)
    database.age(here.sessionId, 'rotated_at', 31)
    const answer = await here.client.post('/api/auth/refresh')
    expect(answer.headers['session-refresh']).toBe('recovered')
  })

  test('but not when a refresh was just before', async ({ app, database }) => {
    const here = await signUpAndIn(app)
    const refreshed = await here.client.post('/api/auth/refresh')
    const { accessToken } = refreshed.json<Grant>()
    const answer = await stepUp({ ...here, accessToken })
    expect(answer.status).toBe(200)
    expect(answer.setCookies).toEqual([])
    expect(database.session(here.sessionId).generation).toBe(1)
    expect((await exportAccount(here, answer.json<Grant>().accessToken)).status).toBe(200)
  })

  test('and a lost refresh before it is no reuse after it', async ({ app, database }) => {
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

test.describe('when the cookie is no proof', () => {
  test('such as none, junk or of an ended session, the step-up leaves it as it is', async ({
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
