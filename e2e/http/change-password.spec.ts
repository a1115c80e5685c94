import { SLUG } from '../../lib/brand'
import { Client } from '../support/client'
import { clearedCookie, storedCookie } from '../support/cookie'
import { bearer, type Grant, type SignedIn, signIn, signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { expect, test } from '../support/test'
import { claimsOf } from '../support/tokens'

const NEXT = 'another long walk home'

function change({ client, accessToken, person }: SignedIn, more: object = {}) {
  const body = { currentPassword: person.password, newPassword: NEXT, ...more }
  return client.post('/api/auth/change-password', body, bearer(accessToken))
}

test('every other session is dead at once, this one goes on under a new id', async ({
  app,
  someone,
  database,
}) => {
  const here = await signUpAndIn(app)
  const there = await signIn(app, here.person)
  const answer = await change(here)
  expect(answer.status).toBe(200)
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(answer.setCookies).toEqual([expect.stringMatching(storedCookie(app))])
  const grant = answer.json<Grant>()
  expect(grant).toEqual({
    accessToken: expect.any(String),
    tokenType: 'Bearer',
    expiresIn: 900,
    user: here.user,
  })
  const { sid } = claimsOf(grant.accessToken)
  expect(sid).not.toBe(here.sessionId)

  // The old tokens, here and there.
  for (const { accessToken } of [here, there]) {
    const old = await here.client.get('/api/me', bearer(accessToken))
    expectProblem(old, 'session-revoked', 'password-change')
  }
  expectProblem(await there.client.post('/api/auth/refresh'), 'session-revoked', 'password-change')
  there.client.refreshToken = here.refreshToken
  expectProblem(await there.client.post('/api/auth/refresh'), 'session-revoked', 'password-change')

  // The new ones.
  expect((await here.client.get('/api/me', bearer(grant.accessToken))).status).toBe(200)
  expect((await here.client.post('/api/auth/refresh')).status).toBe(200)

  const user = database.user(here.person.email)
  expect(user).toMatchObject({ token_version: 1, token_version_reason: 'password-change' })
  expect(database.session(String(sid))).toMatchObject({
    token_version: 1,
    user_agent: database.session(here.sessionId).user_agent,
    ip: '127.0.0.1',
  })
  expect((await someone.client.get('/api/me', bearer(someone.accessToken))).status).toBe(200)
})

test('from then on the new password signs in, and the old one does not', async ({ app }) => {
  const here = await signUpAndIn(app)
  await change(here)
  const old = await here.client.post('/api/auth/login', here.person)
  expectProblem(old, 'invalid-credentials')
  await signIn(app, { ...here.person, password: NEXT })
})

test('an answer that is lost locks nobody out', async ({ app }) => {
  const here = await signUpAndIn(app)
  const lost = { ...here, client: new Client(app) }
  expect((await change(lost)).status).toBe(200)
  // This browser has neither the new cookie nor the new access token.
  expectProblem(await here.client.post('/api/auth/refresh'), 'session-revoked', 'password-change')
  await signIn(app, { ...here.person, password: NEXT }, here.client)
})

test('a wrong current password ends nothing', async ({ app, database }) => {
  const here = await signUpAndIn(app)
  const before = database.user(here.person.email)
  const answer = await change(here, { currentPassword: 'not that walk' })
  expectProblem(answer, 'invalid-credentials')
  expect(answer.setCookies).toEqual([])
  expect(database.user(here.person.email)).toEqual(before)
  expect((await here.client.get('/api/me', bearer(here.accessToken))).status).toBe(200)
  expect(database.eventsOf(here.user.id)[0]).toMatchObject({
    type: 'step-up-failed',
    session_id: here.sessionId,
  })
})

test('a weak new password is refused, and nothing changes', async ({ app, database }) => {
  const here = await signUpAndIn(app)
  const before = database.user(here.person.email)
  for (const newPassword of [
    'short',
    'password123',
    here.person.email,
    `${SLUG}2026`,
    // The one that is there already.
    here.person.password,
  ]) {
    const problem = expectProblem(await change(here, { newPassword }), 'weak-password')
    expect(problem.errors).toEqual([{ path: 'newPassword', message: problem.detail }])
  }
  expect(database.user(here.person.email)).toEqual(before)
})

test('what is no input is refused', async ({ app }) => {
  const here = await signUpAndIn(app)
  const { accessToken, client } = here
  for (const more of [
    { currentPassword: undefined },
    { currentPassword: '' },
    { newPassword: 7 },
    { newPassword: 'x'.repeat(257) },
  ]) {
    expectProblem(await change(here, more), 'invalid-input')
  }
  const path = '/api/auth/change-password'
  expectProblem(await client.post(path, undefined, bearer(accessToken)), 'unsupported-media-type')
  const broken = await client.send('POST', path, {
    headers: { ...bearer(accessToken), 'Content-Type': 'application/json' },
    body: '{"currentPassword":',
  })
  expectProblem(broken, 'malformed-body')
  const large = await change(here, { newPassword: 'x'.repeat(17 * 1024) })
  expectProblem(large, 'body-too-large')
})

test('of two at the same time one wins, and its session lives', async ({ app, database }) => {
  const here = await signUpAndIn(app)
  const there = await signIn(app, here.person)
  const answers = await Promise.all([
    change(here, { newPassword: 'the first long walk' }),
    change(there, { newPassword: 'the second long walk' }),
  ])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401])
  expect(database.user(here.person.email)?.token_version).toBe(1)
  const won = answers.findIndex(({ status }) => status === 200)
  const [winner, password] = won ? [there, 'the second long walk'] : [here, 'the first long walk']
  expect((await winner.client.post('/api/auth/refresh')).status).toBe(200)
  await signIn(app, { ...here.person, password })
})

test('when no session can begin after it, the change is told as done, and written down', async ({
  app,
  database,
}) => {
  const here = await signUpAndIn(app)
  const newPassword = 'another long walk'
  const release = database.ignoreNewSessions(here.user.id)
  const answer = await change(here, { newPassword })
  release()
  expect(answer.status).toBe(204)
  expect(answer.setCookies).toEqual([clearedCookie(app)])
  expect(database.eventsOf(here.user.id)[0]?.type).toBe('password-changed')
  await signIn(app, { ...here.person, password: newPassword })
})
