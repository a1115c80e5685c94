import { Client } from '../../e2e/support/client'
import { clearedCookies, cookiePair } from '../../e2e/support/cookie'
import { bearer, signIn, signUpAndIn } from '../../e2e/support/people'
import { expect, test } from '../../e2e/support/test'

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
  const paths = ['/api', '/api/', '/api/auth', '/api/auth/', '/api/auth/logout']
  const [cleared = '', hint] = clearedCookies(app)
  const strays = paths.map((path) => cleared.replace('Path=/;', `Path=${path};`))
  expect(answer.setCookies).toEqual([...strays, cleared, hint])
})

test('when a token that was replaced long ago signs out, it counts as reuse', async ({
  app,
  database,
}) => {
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
