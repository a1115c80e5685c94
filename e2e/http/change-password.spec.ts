import { Client } from '../support/client'
import { storedCookies } from '../support/cookie'
import { bearer, type SignedIn, signIn, signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { expectAlive, expectEnded, expectGrant, me, refresh } from '../support/sessions'
import { expect, test } from '../support/test'
import { claimsOf } from '../support/tokens'

const PATH = '/api/auth/change-password'
const newPassword = 'another long walk home'

const change = ({ client, accessToken, person }: SignedIn, more: object = {}) =>
  client.post(PATH, { currentPassword: person.password, newPassword, ...more }, bearer(accessToken))

test('when the password changes, every other session ends at once and this one goes on under a new id', async ({
  app,
  someone,
  database,
}) => {
  const here = await signUpAndIn(app)
  const there = await signIn(app, here.person)
  const answer = await change(here)
  const { accessToken } = expectGrant(answer, here.user)
  expect(answer.setCookies).toEqual(storedCookies(app))
  const { sid } = claimsOf(accessToken)
  expect(sid).not.toBe(here.sessionId)

  for (const old of [here, there]) await expectEnded(old, 'password-change')
  expectProblem(await refresh(there), 'session-revoked', 'password-change')
  await expectAlive({ ...here, accessToken })
  expect((await me(someone)).status).toBe(200)

  const user = database.user(here.person.email)
  expect(user).toMatchObject({ token_version: 1, token_version_reason: 'password-change' })
  expect(database.session(String(sid))).toMatchObject({ token_version: 1, ip: '127.0.0.1' })
  expectProblem(await new Client(app).post('/api/auth/login', here.person), 'invalid-credentials')
  await signIn(app, { ...here.person, password: newPassword })
})

test('when the current password is wrong, nothing changes and the failure is an event', async ({
  app,
  database,
}) => {
  const here = await signUpAndIn(app)
  const before = database.user(here.person.email)
  const answer = await change(here, { currentPassword: 'not that walk' })
  expectProblem(answer, 'invalid-credentials')
  expect(answer.setCookies).toEqual([])
  expect(database.user(here.person.email)).toEqual(before)
  await expectAlive(here)
  const failed = { type: 'step-up-failed', session_id: here.sessionId }
  expect(database.eventsOf(here.user.id)[0]).toMatchObject(failed)
})
