/** Many requests at the same time for what can happen once. */
import { type Answer, Client } from '../../e2e/support/client'
import {
  bearer,
  type Grant,
  newPerson,
  signIn,
  signUp,
  signUpAndIn,
} from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { me, present, refresh } from '../../e2e/support/sessions'
import { expect, test } from '../../e2e/support/test'

const TABS = 50

const times = <Value>(count: number, make: (index: number) => Promise<Value>): Promise<Value[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)))

const statusesOf = (answers: Answer[]) => answers.map(({ status }) => status).sort()

/** Many tabs of one browser wake up together and present one cookie. */
async function together(app: { url: string }, refreshToken: string) {
  const tabs = Array.from({ length: TABS }, () => new Client(app))
  for (const tab of tabs) tab.refreshToken = refreshToken
  const answers = await Promise.all(tabs.map((client) => refresh({ client })))
  return {
    outcomes: answers
      .map(({ status, headers }) => `${status} ${headers['session-refresh']}`)
      .sort(),
    tokens: [...new Set(tabs.map((tab) => tab.refreshToken ?? ''))],
  }
}

test('when fifty refreshes bring one cookie, there is one rotation, one token and no alarm', async ({
  app,
  database,
}) => {
  const { refreshToken, sessionId, user } = await signUpAndIn(app)
  const first = await together(app, refreshToken)
  expect(first.outcomes).toEqual([...Array(TABS - 1).fill('200 retried'), '200 rotated'])
  const [token = '', ...others] = first.tokens
  expect(others).toEqual([])
  expect(token).not.toBe(refreshToken)
  expect(database.session(sessionId).generation).toBe(1)

  const second = await together(app, token)
  expect(second).toEqual({ outcomes: Array(TABS).fill('200 unchanged'), tokens: [token] })
  expect(database.session(sessionId)).toMatchObject({ generation: 1, revoked_at: null })
  expect(database.user(user.email)?.token_version).toBe(0)
})

test('when fifty recoveries bring one cookie, they get one token', async ({ app, database }) => {
  const { client, refreshToken, sessionId } = await signUpAndIn(app)
  await refresh({ client })
  database.age(sessionId, 'rotated_at', 31)
  const { outcomes, tokens } = await together(app, refreshToken)
  expect(outcomes).toEqual(['200 recovered', ...Array(TABS - 1).fill('200 retried')])
  expect(tokens).toHaveLength(1)
  expect(database.session(sessionId)).toMatchObject({ generation: 2, revoked_at: null })
})

test('when fifty present a replaced token, everything ends once', async ({ app, database }) => {
  const session = await signUpAndIn(app)
  const { accessToken } = (await refresh(session)).json<Grant>()
  database.age(session.sessionId, 'rotated_at', 55)
  await me({ ...session, accessToken })
  const answers = await times(TABS, () => present(app, session.refreshToken))
  expect(new Set(statusesOf(answers))).toEqual(new Set([401]))
  expect(answers.some(({ text }) => text.includes('token-reuse'))).toBe(true)
  expect(database.user(session.user.email)?.token_version).toBe(1)
})

test('when six sign-ups come for one address, one succeeds', async ({ app, database }) => {
  const person = newPerson()
  const answers = await times(6, () => new Client(app).post('/api/auth/sign-up', person))
  expect(statusesOf(answers)).toEqual([201, 409, 409, 409, 409, 409])
  const rows = database.native.prepare('SELECT count(*) AS n FROM users WHERE email = ?')
  expect(Number((rows.get(person.email) as { n: unknown }).n)).toBe(1)
})

test('when two sessions change the password, one succeeds and lives', async ({ app, database }) => {
  const here = await signUpAndIn(app)
  const sessions = [here, await signIn(app, here.person)]
  const passwords = ['the first long walk', 'the second long walk']
  const answers = await times(2, (index) => {
    const { client, accessToken } = sessions[index] ?? here
    const body = { currentPassword: here.person.password, newPassword: passwords[index] }
    return client.post('/api/auth/change-password', body, bearer(accessToken))
  })
  expect(statusesOf(answers)).toEqual([200, 401])
  expect(database.user(here.person.email)?.token_version).toBe(1)
  const won = answers.findIndex(({ status }) => status === 200)
  expect((await refresh(sessions[won] ?? here)).status).toBe(200)
  await signIn(app, { ...here.person, password: passwords[won] ?? '' })
})

test('when fifty use one link for a new password, one succeeds', async ({ app, database }) => {
  const person = await signUp(new Client(app))
  const token = database.passwordResetToken(database.user(person.email)?.id ?? '')
  const passwordOf = (index: number) => `another long walk home ${index}`
  const answers = await times(TABS, (index) =>
    new Client(app).post('/api/auth/reset-password', { token, newPassword: passwordOf(index) }),
  )
  const done = answers.flatMap(({ status }, index) => (status === 204 ? [index] : []))
  expect(done).toHaveLength(1)
  for (const answer of answers) {
    // The queue for hashes has 64 places, so each was judged.
    if (answer.status !== 204) expectProblem(answer, 'invalid-token')
  }
  await signIn(app, { ...person, password: passwordOf(done[0] ?? -1) })
  expect(database.user(person.email)?.token_version).toBe(1)
})

test('when twenty end one session, or all, it happens once', async ({ app, database }) => {
  const here = await signUpAndIn(app)
  const there = await signIn(app, here.person)
  const token = bearer(here.accessToken)
  const path = `/api/account/sessions/${there.sessionId}`
  const ended = await times(20, () => here.client.delete(path, token))
  expect(statusesOf(ended)).toEqual([204, ...Array(19).fill(404)])
  await times(20, () => here.client.post('/api/auth/logout-all', undefined, token))
  expect(database.user(here.person.email)?.token_version).toBe(1)
  const types = database.eventsOf(here.user.id).map(({ type }) => type)
  expect(types.filter((type) => type === 'session-ended')).toHaveLength(1)
  expect(types.filter((type) => type === 'sign-out-everywhere')).toHaveLength(1)
})

test('when eight sign-ins come at the limit of two sessions, two live', async ({ startApp }) => {
  const app = await startApp({ env: { AUTH_MAX_SESSIONS: '2' } })
  const person = await signUp(new Client(app))
  const sessions = await times(8, () => signIn(app, person))
  const answers = await Promise.all(sessions.map(me))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(2)
})
