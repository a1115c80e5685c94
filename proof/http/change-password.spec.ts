import { Client } from '../../e2e/support/client'
import { clearedCookies } from '../../e2e/support/cookie'
import { bearer, type SignedIn, signIn, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { expect, test } from '../../e2e/support/test'
import { ignoreNewSessions } from '../support/database'

const NEXT = 'another long walk home'

function change({ client, accessToken, person }: SignedIn, more: object = {}) {
  const body = { currentPassword: person.password, newPassword: NEXT, ...more }
  return client.post('/api/auth/change-password', body, bearer(accessToken))
}

test('when the answer is lost, the new password signs in', async ({ app }) => {
  const here = await signUpAndIn(app)
  const lost = { ...here, client: new Client(app) }
  expect((await change(lost)).status).toBe(200)
  // This browser has neither the new cookie nor the new access token.
  expectProblem(await here.client.post('/api/auth/refresh'), 'session-revoked', 'password-change')
  await signIn(app, { ...here.person, password: NEXT }, here.client)
})

test('when no session can begin after it, the answer is still success, and there is an event', async ({
  app,
  database,
}) => {
  const here = await signUpAndIn(app)
  const newPassword = 'another long walk'
  const release = ignoreNewSessions({ app, database }, here.user.id)
  const answer = await change(here, { newPassword })
  release()
  expect(answer.status).toBe(204)
  expect(answer.setCookies).toEqual(clearedCookies(app))
  expect(database.eventsOf(here.user.id)[0]?.type).toBe('password-changed')
  await signIn(app, { ...here.person, password: newPassword })
})
