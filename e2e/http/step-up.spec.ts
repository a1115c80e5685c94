import { cookiePair, storedCookies } from '../support/cookie'
import { openDatabase } from '../support/database'
import { bearer, type SignedIn, signIn, signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { expectGrant } from '../support/sessions'
import { expect, test } from '../support/test'
import { claimsOf } from '../support/tokens'

const PATH = '/api/auth/step-up'

const stepUp = ({ client, accessToken, person }: SignedIn, password: unknown = person.password) =>
  client.post(PATH, { password }, bearer(accessToken))

/** A call that needs a recent password check. */
const exportAccount = ({ client, accessToken }: SignedIn) =>
  client.get('/api/account/export', bearer(accessToken))

test('when the last password check is old, the call is refused until the session steps up', async ({
  app,
  database,
}) => {
  const here = await signUpAndIn(app)
  const there = await signIn(app, here.person)
  expect((await exportAccount(here)).status).toBe(200)
  for (const { sessionId } of [here, there]) database.age(sessionId, 'authenticated_at', 601)
  const refused = await exportAccount(here)
  expectProblem(refused, 'step-up-required')
  expect(refused.setCookies).toEqual([])

  const answer = await stepUp(here)
  const { accessToken } = expectGrant(answer, here.user)
  expect(answer.setCookies).toEqual(storedCookies(app))
  expect(claimsOf(accessToken)).toMatchObject({ sid: here.sessionId, gen: 1 })
  // The session has stepped up, so the access token from before is good, too.
  for (const session of [here, { ...here, accessToken }]) {
    expect((await exportAccount(session)).status).toBe(200)
  }
  expectProblem(await exportAccount(there), 'step-up-required')
})

test('when AUTH_STEP_UP_TTL is shorter, a check is recent for that time', async ({ startApp }) => {
  const app = await startApp({ env: { AUTH_STEP_UP_TTL: '30' } })
  const database = openDatabase(app)
  const here = await signUpAndIn(app)
  database.age(here.sessionId, 'authenticated_at', 20)
  expect((await exportAccount(here)).status).toBe(200)
  database.age(here.sessionId, 'authenticated_at', 10)
  expectProblem(await exportAccount(here), 'step-up-required')
  database.close()
})

test('when only the cookie comes, or the cookie proves nothing, it has no effect', async ({
  app,
  database,
}) => {
  const here = await signUpAndIn(app)
  const body = { password: here.person.password }
  expectProblem(await here.client.post(PATH, body), 'no-session')
  for (const Cookie of [null, cookiePair(app, 'junk')]) {
    const answer = await here.client.post(PATH, body, { ...bearer(here.accessToken), Cookie })
    expectGrant(answer, here.user)
    expect(answer.setCookies).toEqual([])
  }
  expect(database.session(here.sessionId).generation).toBe(0)
})

test('when the password is wrong, another user’s or no input, nothing steps up', async ({
  app,
  database,
  someone,
}) => {
  const here = await signUpAndIn(app)
  database.age(here.sessionId, 'authenticated_at', 601)
  for (const password of ['not that walk', someone.person.password]) {
    const answer = await stepUp(here, password)
    expectProblem(answer, 'invalid-credentials')
    expect(answer.setCookies).toEqual([])
  }
  for (const password of [undefined, '', ['x'], null]) {
    const body = { password }
    const answer = await here.client.post(PATH, body, bearer(here.accessToken))
    expectProblem(answer, 'invalid-input')
  }
  expectProblem(await exportAccount(here), 'step-up-required')
  expect(database.eventsOf(here.user.id)[0]?.type).toBe('step-up-failed')
})
