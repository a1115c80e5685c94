import { Client } from '../../e2e/support/client'
import { clearedCookies, clearedHint, cookiePair, storedCookies } from '../../e2e/support/cookie'
import { bearer, type Grant, signIn, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import {
  expectAlive,
  expectEnded,
  expectGrant,
  me,
  present,
  refresh,
} from '../../e2e/support/sessions'
import { expect, test } from '../../e2e/support/test'

const outcome = 'session-refresh'

test('when the current token comes, it is rotated', async ({ app, database }) => {
  const session = await signUpAndIn(app)
  const { client, user, sessionId, refreshToken, accessToken } = session
  const answer = await refresh(session)
  expect(answer.headers[outcome]).toBe('rotated')
  expect(expectGrant(answer, user).accessToken).not.toBe(accessToken)
  expect(answer.setCookies).toEqual(storedCookies(app))
  expect(client.refreshToken).not.toBe(refreshToken)
  expect(answer.text).not.toContain(client.refreshToken)
  expect(database.session(sessionId)).toMatchObject({ generation: 1, previous_generation: 0 })
})

test('when the last rotation is less than a minute old, the cookie is unchanged', async ({
  app,
  database,
}) => {
  const session = await signUpAndIn(app)
  const { accessToken } = (await refresh(session)).json<Grant>()
  const held = session.client.refreshToken
  database.age(session.sessionId, 'rotated_at', 50)
  const answer = await refresh(session)
  expect(answer.headers[outcome]).toBe('unchanged')
  expect(answer.setCookies).toEqual([])
  expect(expectGrant(answer, session.user).accessToken).not.toBe(accessToken)
  expect(session.client.refreshToken).toBe(held)
  database.age(session.sessionId, 'rotated_at', 11)
  expect((await refresh(session)).headers[outcome]).toBe('rotated')
})

test('when the previous token comes soon, it gets the same cookie again, and later another one', async ({
  app,
  database,
}) => {
  const { client, refreshToken, sessionId, user } = await signUpAndIn(app)
  await refresh({ client })
  const lost = client.refreshToken
  client.refreshToken = refreshToken
  const retried = await refresh({ client })
  expect(retried.headers[outcome]).toBe('retried')
  expectGrant(retried, user)
  expect(client.refreshToken).toBe(lost)

  database.age(sessionId, 'rotated_at', 31)
  client.refreshToken = refreshToken
  const recovered = await refresh({ client })
  expect(recovered.headers[outcome]).toBe('recovered')
  expectGrant(recovered, user)
  expect(client.refreshToken).not.toBe(lost)
  expect(database.session(sessionId)).toMatchObject({ generation: 2, previous_generation: 0 })
})

test('when a token comes back that was replaced, every session of the user ends', async ({
  app,
  database,
}) => {
  const laptop = await signUpAndIn(app)
  const phone = await signIn(app, laptop.person)
  const bystander = await signUpAndIn(app)
  const { accessToken } = (await refresh(laptop)).json<Grant>()
  database.age(laptop.sessionId, 'rotated_at', 55)
  // From here on the browser cannot have forgotten the new token.
  await me({ ...laptop, accessToken })

  const answer = await present(app, laptop.refreshToken)
  expectProblem(answer, 'token-reuse', 'token-reuse')
  expect(answer.setCookies).toEqual(clearedCookies(app))
  expectProblem(await me({ ...laptop, accessToken }), 'session-revoked', 'token-reuse')
  expectProblem(await refresh(laptop), 'session-revoked', 'token-reuse')
  await expectEnded(phone, 'token-reuse')
  await expectAlive(bystander)
  expect(database.session(laptop.sessionId).revoked_reason).toBe('reuse')
})

test('when there is no cookie, the answer is no-session and clears the hint alone', async ({
  app,
  someone,
}) => {
  for (const Cookie of [null, `${cookiePair(app, '')}; other=1`]) {
    const answer = await new Client(app).post('/api/auth/refresh', undefined, { Cookie })
    expectProblem(answer, 'no-session')
    expect(answer.setCookies).toEqual([clearedHint(app)])
  }
  // No other place of a token is read.
  const elsewhere = await new Client(app).post(
    `/api/auth/refresh?refresh_token=${someone.refreshToken}`,
    { refreshToken: someone.refreshToken },
    bearer(someone.refreshToken),
  )
  expectProblem(elsewhere, 'no-session')
})

test('when the session is over or the token is none, the cookie is cleared', async ({
  app,
  database,
}) => {
  const cases = [
    ['session-expired', (id: string) => database.age(id, 'idle_expires_at', 604_801)],
    ['session-expired', (id: string) => database.age(id, 'absolute_expires_at', 2_592_001)],
    [
      'session-expired',
      (id: string) => database.native.prepare('DELETE FROM sessions WHERE id = ?').run(id),
    ],
    ['session-revoked', (_: string, userId: string) => database.raiseTokenVersion(userId)],
  ] as const
  for (const [code, change] of cases) {
    const session = await signUpAndIn(app)
    change(session.sessionId, session.user.id)
    expectProblem(await me(session), code)
    const answer = await refresh(session)
    expectProblem(answer, code)
    expect(answer.headers).not.toHaveProperty(outcome)
    expect(answer.setCookies).toEqual(clearedCookies(app))
    expect(session.client.refreshToken).toBeUndefined()
  }
  for (const junk of ['x', 'a.b.c', '"quoted"']) {
    const answer = await present(app, junk)
    expectProblem(answer, 'invalid-token')
    expect(answer.setCookies.slice(-2)).toEqual(clearedCookies(app))
  }
})
