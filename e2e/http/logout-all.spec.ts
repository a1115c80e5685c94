import { clearedCookie } from '../support/cookie'
import { bearer, signIn, signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { expect, test } from '../support/test'

test('ends every session of the person at once, this one too', async ({
  app,
  someone,
  database,
}) => {
  const here = await signUpAndIn(app)
  const there = await signIn(app, here.person)
  const answer = await here.client.post('/api/auth/logout-all', undefined, bearer(here.accessToken))
  expect({ status: answer.status, text: answer.text }).toEqual({ status: 204, text: '' })
  expect(answer.headers['clear-site-data']).toBe('"cache", "storage"')
  expect(answer.setCookies).toEqual([clearedCookie(app)])
  expect(here.client.refreshToken).toBeUndefined()

  for (const { client, accessToken, refreshToken } of [here, there]) {
    const call = await client.get('/api/me', bearer(accessToken))
    expectProblem(call, 'session-revoked', 'sign-out-everywhere')
    client.refreshToken = refreshToken
    const refresh = await client.post('/api/auth/refresh')
    expectProblem(refresh, 'session-revoked', 'sign-out-everywhere')
  }
  expect(database.user(here.person.email)?.token_version).toBe(1)
  expect((await someone.client.get('/api/me', bearer(someone.accessToken))).status).toBe(200)
  // No alarm, and a way back in.
  await signIn(app, here.person)
  const types = database.eventsOf(here.user.id).map(({ type }) => type)
  expect(types).toEqual(['sign-in', 'sign-out-everywhere', 'sign-in', 'sign-in', 'sign-up'])
})

test('needs a bearer token, and a page of ours', async ({ app, database }) => {
  const here = await signUpAndIn(app)
  expectProblem(await here.client.post('/api/auth/logout-all'), 'no-session')
  const foreign = await here.client.post('/api/auth/logout-all', undefined, {
    ...bearer(here.accessToken),
    'Sec-Fetch-Site': 'cross-site',
  })
  expectProblem(foreign, 'cross-origin')
  expect(database.user(here.person.email)?.token_version).toBe(0)
})

test('when the last password check is old, nobody is signed out', async ({ app, database }) => {
  const here = await signUpAndIn(app)
  database.age(here.sessionId, 'authenticated_at', 601)
  const answer = await here.client.post('/api/auth/logout-all', undefined, bearer(here.accessToken))
  expectProblem(answer, 'step-up-required')
  expect(answer.setCookies).toEqual([])
  expect(database.user(here.person.email)?.token_version).toBe(0)
})

test('twenty at the same time are one', async ({ app, database }) => {
  const here = await signUpAndIn(app)
  await Promise.all(
    Array.from({ length: 20 }, () =>
      here.client.post('/api/auth/logout-all', undefined, bearer(here.accessToken)),
    ),
  )
  expect(database.user(here.person.email)?.token_version).toBe(1)
  const events = database.eventsOf(here.user.id)
  expect(events.filter(({ type }) => type === 'sign-out-everywhere')).toHaveLength(1)
})
