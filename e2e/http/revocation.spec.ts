import type { EndReason } from '../../lib/contract/end-reasons'
import type { App } from '../support/app'
import { openDatabase } from '../support/database'
import { users } from '../support/operator'
import { bearer, type SignedIn, signIn, signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { expect, test } from '../support/test'

const me = ({ client, accessToken }: SignedIn) => client.get('/api/me', bearer(accessToken))

/** Every way a session ends under somebody, with the reason they are told. */
const ENDS: [
  how: string,
  reason: EndReason,
  end: (app: App, held: SignedIn) => Promise<unknown>,
][] = [
  ['its own sign-out', 'sign-out', async (_, { client }) => client.post('/api/auth/logout')],
  [
    'another session of the person',
    'ended-elsewhere',
    async (app, { person, sessionId }) => {
      const { client, accessToken } = await signIn(app, person)
      return client.delete(`/api/account/sessions/${sessionId}`, bearer(accessToken))
    },
  ],
  [
    'signing out everywhere',
    'sign-out-everywhere',
    async (app, { person }) => {
      const { client, accessToken } = await signIn(app, person)
      return client.post('/api/auth/logout-all', undefined, bearer(accessToken))
    },
  ],
  [
    'another password',
    'password-change',
    async (app, { person }) => {
      const { client, accessToken } = await signIn(app, person)
      const body = { currentPassword: person.password, newPassword: 'another long walk' }
      return client.post('/api/auth/change-password', body, bearer(accessToken))
    },
  ],
  ['the operator', 'disabled', async (app, { person }) => users(app, 'disable', person.email)],
]

test.describe('revoked means now', () => {
  for (const [how, reason, end] of ENDS) {
    test(`for a session ended by ${how}`, async ({ app }) => {
      const held = await signUpAndIn(app)
      expect((await me(held)).status).toBe(200)
      await end(app, held)
      expectProblem(await me(held), 'session-revoked', reason)
    })
  }
})

test.describe('AUTH_REVOCATION=stateless', () => {
  test('an access token of an ended session works on; the account is not open to it', async ({
    startApp,
  }) => {
    const app = await startApp({ env: { AUTH_REVOCATION: 'stateless' } })
    for (const [how, reason, end] of ENDS) {
      const held = await signUpAndIn(app)
      await end(app, held)
      expect((await me(held)).status, how).toBe(200)
      // The session itself is over.
      held.client.refreshToken = held.refreshToken
      expectProblem(await held.client.post('/api/auth/refresh'), 'session-revoked', reason)
      // And what concerns the account looks at it, whatever the setting.
      const { client, accessToken } = held
      const body = { password: held.person.password }
      for (const answer of [
        await client.get('/api/account/sessions', bearer(accessToken)),
        await client.delete('/api/account/sessions', bearer(accessToken)),
        await client.delete(`/api/account/sessions/${held.sessionId}`, bearer(accessToken)),
        await client.get('/api/account/events', bearer(accessToken)),
        await client.get('/api/account/export', bearer(accessToken)),
        await client.post('/api/auth/step-up', body, bearer(accessToken)),
        await client.post('/api/auth/change-password', body, bearer(accessToken)),
        await client.post('/api/auth/logout-all', undefined, bearer(accessToken)),
      ]) {
        expectProblem(answer, 'session-revoked', reason)
      }
    }
  })

  test('and no longer than until it expires', async ({ startApp }) => {
    const app = await startApp({
      env: { AUTH_REVOCATION: 'stateless', AUTH_ACCESS_TOKEN_TTL: '3' },
    })
    const held = await signUpAndIn(app)
    await held.client.post('/api/auth/logout')
    await expect.poll(async () => (await me(held)).status).toBe(401)
    expectProblem(await me(held), 'invalid-token')
  })

  test('of a person who is gone there is nothing to tell', async ({ startApp }) => {
    const app = await startApp({ env: { AUTH_REVOCATION: 'stateless' } })
    const database = openDatabase(app)
    const held = await signUpAndIn(app)
    database.native.prepare('DELETE FROM users WHERE id = ?').run(held.user.id)
    const answer = await me(held)
    expectProblem(answer, 'session-expired')
    database.close()
  })
})

test.describe("the operator's command, while the app runs", () => {
  test('disable: every session is over, and nobody signs in; enable: they do', async ({
    app,
    database,
    someone,
  }) => {
    const held = await signUpAndIn(app)
    const { email, password } = held.person
    expect(await users(app, 'disable', email.toUpperCase())).toEqual({
      code: 0,
      stdout: `${email.toUpperCase()} is disabled: every session has ended, and no one can sign in to it.\n`,
      stderr: '',
    })
    expectProblem(await me(held), 'session-revoked', 'disabled')
    expectProblem(await held.client.post('/api/auth/refresh'), 'session-revoked', 'disabled')
    expect((await me(someone)).status).toBe(200)

    const login = (body: object) => held.client.post('/api/auth/login', body)
    const refused = await login({ email, password })
    expect(expectProblem(refused, 'forbidden').detail).toContain('disabled')
    expect(refused.setCookies).toEqual([])
    // Who does not know the password learns nothing.
    expectProblem(await login({ email, password: 'not that walk' }), 'invalid-credentials')

    const again = await users(app, 'disable', email)
    expect(again).toMatchObject({ code: 0, stdout: `${email} is disabled already.\n` })
    expect(database.user(email)).toMatchObject({
      token_version: 1,
      disabled_at: expect.any(Number),
    })

    // Written after the answer; two of one hour are one event with a count.
    const failed = () =>
      database
        .eventsOf(held.user.id)
        .filter(({ type }) => type === 'sign-in-failed')
        .reduce((sum, { count }) => sum + count, 0)
    await expect.poll(failed).toBe(2)
    const enabled = await users(app, 'enable', email)
    expect(enabled).toMatchObject({ code: 0, stdout: expect.stringContaining('is enabled') })
    // What ended stays ended; whoever signs in anew is in.
    expectProblem(await me(held), 'session-revoked', 'disabled')
    expect((await me(await signIn(app, held.person))).status).toBe(200)
    const types = database.eventsOf(held.user.id).map(({ type }) => type)
    // At the turn of an hour the two refused sign-ins are two events.
    expect(types.filter((type, index) => type !== types[index - 1])).toEqual([
      'sign-in',
      'account-enabled',
      'sign-in-failed',
      'account-disabled',
      'sign-in',
      'sign-up',
    ])
  })

  test('sign-out: every session is over, and its person signs in again', async ({ app }) => {
    const held = await signUpAndIn(app)
    expect(await users(app, 'sign-out', held.person.email)).toEqual({
      code: 0,
      stdout: `${held.person.email} is signed out everywhere.\n`,
      stderr: '',
    })
    expectProblem(await me(held), 'session-revoked', 'sign-out-everywhere')
    expect((await me(await signIn(app, held.person))).status).toBe(200)
  })

  test('an unknown address: one plain line, and exit code 1', async ({ app }) => {
    for (const operation of ['show', 'disable', 'enable', 'sign-out', 'delete']) {
      expect(await users(app, operation, 'nobody@mail.example')).toEqual({
        code: 1,
        stdout: '',
        stderr: 'No account has the address nobody@mail.example.\n',
      })
    }
  })

  test('a database that is not there: one plain line, and none is made', async () => {
    const answer = await users({ databaseUrl: 'file:/nowhere/at/all.db' }, 'enable', 'a@b.example')
    expect(answer).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^There is no database file:\/nowhere\/at\/all\.db\. .*\n$/),
    })
  })
})
