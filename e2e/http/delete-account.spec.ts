import { clearedCookies } from '../support/cookie'
import { bearer, signIn, signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { me } from '../support/sessions'
import { expect, test } from '../support/test'

test('when a user deletes the account, every row of it is gone, the cookies are cleared, and one mail tells the owner', async ({
  app,
  database,
  someone,
}) => {
  const here = await signUpAndIn(app)
  const there = await signIn(app, here.person)
  await here.client.post('/api/auth/login', { ...here.person, password: 'another' })
  const answer = await here.client.delete('/api/account', bearer(here.accessToken))
  expect({ status: answer.status, text: answer.text }).toEqual({ status: 204, text: '' })
  expect(answer.headers).toMatchObject({
    'clear-site-data': '"storage"',
    'mail-outbox': '/dev/outbox', // feature: dev-outbox
  })
  expect(answer.setCookies).toEqual(clearedCookies(app))
  const left = database.rows().filter((row) => row.includes(here.user.id))
  expect(left).toEqual([])
  const ofAddress = database.rows().filter((row) => row.includes(here.user.email))
  expect(ofAddress).toEqual([expect.stringMatching(/^mails .*"kind":"account-deleted"/)])
  for (const session of [here, there]) expectProblem(await me(session), 'session-expired')
  expectProblem(await there.client.post('/api/auth/refresh'), 'session-expired')
  expectProblem(await there.client.post('/api/auth/login', here.person), 'invalid-credentials')
  expect((await me(someone)).status).toBe(200)
  // The address is free.
  await signUpAndIn(app)
  expect((await there.client.post('/api/auth/sign-up', here.person)).status).toBe(201)
})

test('when the password check is old, or there is none, nothing is deleted', async ({
  app,
  database,
}) => {
  const { client, accessToken, sessionId, user } = await signUpAndIn(app)
  expectProblem(await client.delete('/api/account'), 'no-session')
  database.age(sessionId, 'authenticated_at', 601)
  const answer = await client.delete('/api/account', bearer(accessToken))
  expectProblem(answer, 'step-up-required')
  expect(answer.setCookies).toEqual([])
  expect(database.user(user.email)).toBeDefined()
})
