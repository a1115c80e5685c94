import { Client } from '../../e2e/support/client'
import { clearedHint, cookiePair } from '../../e2e/support/cookie'
import { bearer, signIn, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { expect, test } from '../../e2e/support/test'
import { IF_CURRENT, SESSION_REFRESH } from '../../lib/contract/session-refresh'

test('when the browser went back to an old cookie, its first refresh names the reason, and signing in ends no other device', async ({
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
  const ifCurrent = { [SESSION_REFRESH]: IF_CURRENT }
  const first = await laptop.client.post('/api/auth/refresh', undefined, ifCurrent)
  expect({ status: first.status, ...first.json<object>() }).toMatchObject({
    status: 401,
    code: 'invalid-token',
    reason: 'out-of-date',
  })
  // The hint goes, and the token stays for the sign-in, which ends its session.
  expect(first.setCookies).toEqual([clearedHint(app)])
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

test.describe('when the browser holds a planted cookie and a user signs in', () => {
  test('the session of the attacker ends, and the victim gets a new one', async ({
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
    client.refreshToken = 'chosen-by-another'
    const { refreshToken } = await signUpAndIn(app, client)
    expect(refreshToken).not.toBe('chosen-by-another')
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
