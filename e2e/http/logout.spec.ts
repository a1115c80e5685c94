import { Client } from '../support/client'
import { clearedCookie, cookiePair } from '../support/cookie'
import { bearer, signIn, signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { expect, test } from '../support/test'

test('logout answers 204, clears the cookie and the site data', async ({ app }) => {
  const { client } = await signUpAndIn(app)
  const answer = await client.post('/api/auth/logout')
  expect({ status: answer.status, text: answer.text }).toEqual({ status: 204, text: '' })
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(answer.headers['clear-site-data']).toBe('"cache", "storage"')
  expect(answer.setCookies).toEqual([clearedCookie(app)])
  expect(client.refreshToken).toBeUndefined()
})

test('logout without a session or with one that has ended answers the same', async ({ app }) => {
  const { client, refreshToken } = await signUpAndIn(app)
  const known = await client.post('/api/auth/logout')
  const cookies = [null, 'theme=dark', cookiePair(app, refreshToken)]
  for (const Cookie of cookies) {
    const answer = await new Client(app).post('/api/auth/logout', undefined, { Cookie })
    expect(answer.status).toBe(204)
    expect(answer.setCookies).toEqual([clearedCookie(app)])
    const { date: _, ...headers } = answer.headers
    const { date: __, ...knownHeaders } = known.headers
    expect(headers).toEqual(knownHeaders)
  }
})

test('after logout neither token opens anything', async ({ app }) => {
  const { client, accessToken, refreshToken } = await signUpAndIn(app)
  await client.post('/api/auth/logout')
  expectProblem(await client.get('/api/me', bearer(accessToken)), 'session-revoked')
  client.refreshToken = refreshToken
  expectProblem(await client.post('/api/auth/refresh'), 'session-revoked')
})

test("logout leaves the person's other sessions alone", async ({ app }) => {
  const first = await signUpAndIn(app)
  const second = await signIn(app, first.person)
  await first.client.post('/api/auth/logout')
  expect((await second.client.get('/api/me', bearer(second.accessToken))).status).toBe(200)
  expect((await second.client.post('/api/auth/refresh')).status).toBe(200)
})

test('when several cookies come, every session behind them ends, and each is cleared', async ({
  app,
  database,
}) => {
  const held = [await signUpAndIn(app), await signUpAndIn(app)]
  const tokens = ['junk', ...held.map(({ refreshToken }) => refreshToken)]
  const answer = await new Client(app).post('/api/auth/logout', undefined, {
    Cookie: tokens.map((token) => cookiePair(app, token)).join('; '),
  })
  expect(answer.status).toBe(204)
  for (const { sessionId } of held) {
    expect(database.session(sessionId).revoked_reason).toBe('sign-out')
  }
  const paths = ['/api', '/api/', '/api/auth', '/api/auth/', '/api/auth/logout', '/']
  expect(answer.setCookies).toEqual(
    paths.map((path) => clearedCookie(app).replace('Path=/;', `Path=${path};`)),
  )
})

test('logout with a token that was replaced long ago is reuse', async ({ app, database }) => {
  const { client, refreshToken, sessionId, user } = await signUpAndIn(app)
  const refreshed = await client.post('/api/auth/refresh')
  database.age(sessionId, 'rotated_at', 55)
  await client.get('/api/me', bearer(String(refreshed.json().accessToken)))
  client.refreshToken = refreshToken
  expect((await client.post('/api/auth/logout')).status).toBe(204)
  expect(database.session(sessionId).revoked_reason).toBe('reuse')
  expect(database.user(user.email)?.token_version).toBe(1)
})

test('when dozens of cookies come, the session behind each ends', async ({ app, database }) => {
  const first = await signUpAndIn(app)
  const held = [first]
  while (held.length < 34) held.push(await signIn(app, first.person))
  const answer = await new Client(app).post('/api/auth/logout', undefined, {
    Cookie: held.map(({ refreshToken }) => cookiePair(app, refreshToken)).join('; '),
  })
  expect(answer.status).toBe(204)
  const reasons = database.sessionsOf(first.user.id).map((row) => row.revoked_reason)
  expect(reasons).toEqual(held.map(() => 'sign-out'))
})
