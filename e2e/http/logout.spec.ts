import { Client } from '../support/client'
import { clearedCookies, cookiePair } from '../support/cookie'
import { bearer, signIn, signUpAndIn } from '../support/people'
import { comparable, expectProblem } from '../support/problems'
import { expectAlive, expectEnded, me } from '../support/sessions'
import { expect, test } from '../support/test'

test('when a user signs out, the cookie and the site data are cleared, and this session alone ends', async ({
  app,
}) => {
  const here = await signUpAndIn(app)
  const there = await signIn(app, here.person)
  const answer = await here.client.post('/api/auth/logout')
  expect({ status: answer.status, text: answer.text }).toEqual({ status: 204, text: '' })
  expect(answer.headers['clear-site-data']).toBe('"storage"')
  expect(answer.setCookies).toEqual(clearedCookies(app))
  expect(here.client.refreshToken).toBeUndefined()
  await expectEnded(here, 'sign-out')
  await expectAlive(there)
})

test('when there is no session or it has ended, signing out gets the same answer', async ({
  app,
}) => {
  const { client, refreshToken } = await signUpAndIn(app)
  const known = comparable(await client.post('/api/auth/logout'))
  for (const Cookie of [null, 'theme=dark', cookiePair(app, refreshToken)]) {
    const answer = await new Client(app).post('/api/auth/logout', undefined, { Cookie })
    expect(answer.status).toBe(204)
    expect(answer.setCookies).toEqual(clearedCookies(app))
    expect(comparable(answer)).toEqual(known)
  }
})

test('when a user signs out everywhere, every session ends at once, and no one else’s', async ({
  app,
  someone,
  database,
}) => {
  const here = await signUpAndIn(app)
  const there = await signIn(app, here.person)
  const answer = await here.client.post('/api/auth/logout-all', undefined, bearer(here.accessToken))
  expect({ status: answer.status, text: answer.text }).toEqual({ status: 204, text: '' })
  expect(answer.headers['clear-site-data']).toBe('"storage"')
  expect(answer.setCookies).toEqual(clearedCookies(app))
  for (const session of [here, there]) await expectEnded(session, 'sign-out-everywhere')
  expect((await me(someone)).status).toBe(200)
  await signIn(app, here.person)
  const types = database.eventsOf(here.user.id).map(({ type }) => type)
  expect(types).toEqual(['sign-in', 'sign-out-everywhere', 'sign-in', 'sign-in', 'sign-up'])
})

test('when the bearer token is missing or the password check is old, no session ends', async ({
  app,
  database,
}) => {
  const here = await signUpAndIn(app)
  expectProblem(await here.client.post('/api/auth/logout-all'), 'no-session')
  database.age(here.sessionId, 'authenticated_at', 601)
  const answer = await here.client.post('/api/auth/logout-all', undefined, bearer(here.accessToken))
  expectProblem(answer, 'step-up-required')
  expect(answer.setCookies).toEqual([])
  await expectAlive(here)
})
