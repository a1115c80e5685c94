import { Client } from '../support/client'
import { storedCookies } from '../support/cookie'
import { newPerson, signIn, signUp, signUpAndIn } from '../support/people'
import { comparable, expectProblem } from '../support/problems'
import { expectAlive, expectEnded, expectGrant } from '../support/sessions'
import { expect, test } from '../support/test'

const PATH = '/api/auth/login'

test('when the password is right, the access token is in the body and the refresh token in the cookie alone', async ({
  app,
}) => {
  const { person, user, client } = await signUpAndIn(app)
  const answer = await client.post(PATH, person)
  expectGrant(answer, user)
  expect(answer.setCookies).toEqual(storedCookies(app))
  expect(answer.text).not.toContain(client.refreshToken)
})

test('when an address is unknown or a password wrong, the answer is the same', async ({ app }) => {
  const person = await signUp(new Client(app))
  const [wrong, unknown] = await Promise.all(
    [person, newPerson()].map(({ email }) =>
      new Client(app).post(PATH, { email, password: 'not that walk' }),
    ),
  )
  if (!wrong || !unknown) throw new Error('Two were sent')
  expectProblem(wrong, 'invalid-credentials')
  expect(comparable(unknown)).toEqual(comparable(wrong))
  expect(wrong.setCookies).toEqual([])
})

test('when the credentials are in the query, they are not read', async ({ app }) => {
  const query = new URLSearchParams(await signUp(new Client(app)))
  expectProblem(await new Client(app).post(`${PATH}?${query}`, {}), 'invalid-input')
})

test('when a browser that holds a session signs in again, as anyone, that session ends', async ({
  app,
  database,
}) => {
  const old = await signUpAndIn(app)
  const again = await signIn(app, old.person, old.client)
  expect(database.session(old.sessionId).revoked_reason).toBe('replaced')
  await expectEnded(old, 'sign-in')
  const other = await signUpAndIn(app, again.client)
  await expectEnded(again, 'sign-in')
  await expectAlive(other)
})

test('when a sign-in fails, the session that the browser holds stays', async ({ app }) => {
  const session = await signUpAndIn(app)
  const { client, person, refreshToken } = session
  const answer = await client.post(PATH, { ...person, password: 'not that walk' })
  expectProblem(answer, 'invalid-credentials')
  expect(answer.setCookies).toEqual([])
  expect(client.refreshToken).toBe(refreshToken)
  await expectAlive(session)
})

test('when "remember" is false the cookie has no age, and without it or with true a week', async ({
  app,
}) => {
  const person = await signUp(new Client(app))
  const ageOf = async (body: object) => {
    const { setCookies } = await new Client(app).post(PATH, body)
    return /Max-Age=\d+/.exec(String(setCookies))?.[0]
  }
  expect(await ageOf(person)).toBe('Max-Age=604800')
  expect(await ageOf({ ...person, remember: true })).toBe('Max-Age=604800')
  expect(await ageOf({ ...person, remember: false })).toBeUndefined()
  const answer = await new Client(app).post(PATH, { ...person, remember: 'false' })
  expect(expectProblem(answer, 'invalid-input').errors).toMatchObject([{ path: 'remember' }])
})

test('when a client sends X-Forwarded-For, the session has the address of the socket', async ({
  app,
  database,
}) => {
  const { client, person, user } = await signUpAndIn(app)
  await client.post(PATH, person, {
    'User-Agent': `A browser ${'x'.repeat(2000)}`,
    'X-Forwarded-For': '203.0.113.7',
    Forwarded: 'for=203.0.113.10',
  })
  expect(database.sessionsOf(user.id).at(-1)).toMatchObject({
    ip: '127.0.0.1',
    user_agent: expect.stringMatching(/^A browser x{502}$/),
  })
})
