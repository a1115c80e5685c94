import type { App } from '../../e2e/support/app'
import { openDatabase } from '../../e2e/support/database'
import { users } from '../../e2e/support/operator'
import { bearer, type SignedIn, signIn, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { expectAlive, expectEnded, me, present, refresh } from '../../e2e/support/sessions'
import { expect, test } from '../../e2e/support/test'
import type { EndReason } from '../../lib/contract/end-reasons'

type End = (app: App, held: SignedIn) => Promise<unknown>

/** The old token comes back, after the browser has shown that it has the next one. */
const replay: End = async (app, held) => {
  const database = openDatabase(app)
  await refresh(held)
  database.age(held.sessionId, 'rotated_at', 55)
  await refresh(held)
  database.close()
  return present(app, held.refreshToken)
}

/** Every reason for which a session ends, and how it comes to that. */
const ENDS: Record<EndReason, End> = {
  'sign-out': (_, { client }) => client.post('/api/auth/logout'),
  'sign-in': (app, { person, client }) => signIn(app, person, client),
  'ended-elsewhere': async (app, { person, sessionId }) => {
    const { client, accessToken } = await signIn(app, person)
    return client.delete(`/api/account/sessions/${sessionId}`, bearer(accessToken))
  },
  'session-limit': async (app, { person }) => {
    for (const _ of LIMIT) await signIn(app, person)
  },
  'sign-out-everywhere': async (app, { person }) => {
    const { client, accessToken } = await signIn(app, person)
    return client.post('/api/auth/logout-all', undefined, bearer(accessToken))
  },
  'password-change': async (app, { person }) => {
    const { client, accessToken } = await signIn(app, person)
    const body = { currentPassword: person.password, newPassword: 'another long walk' }
    return client.post('/api/auth/change-password', body, bearer(accessToken))
  },
  'token-reuse': replay,
  'token-reuse-session': replay,
  'email-change-undone': (app, { person, user, client }) => {
    const database = openDatabase(app)
    const token = database.linkToken(user.id, 'undo-email-change', person.email)
    database.close()
    return client.post('/api/auth/undo-email-change', { token })
  },
  disabled: (app, { person }) => users(app, 'disable', person.email),
}
const LIMIT = [1, 2]
const SETTINGS = { AUTH_MAX_SESSIONS: String(LIMIT.length) }

/** Further ways to the same reasons. */
const FURTHER_ENDS: [reason: EndReason, end: End][] = [
  ['sign-out-everywhere', (app, { person }) => users(app, 'sign-out', person.email)],
  [
    'password-change',
    async (app, { user, client }) => {
      const database = openDatabase(app)
      const body = { token: database.passwordResetToken(user.id), newPassword: 'another long walk' }
      database.close()
      return client.post('/api/auth/reset-password', body)
    },
  ],
]

test('when a session ends, for whatever reason, its next request is refused with the reason', async ({
  startApp,
}) => {
  const app = await startApp({ env: SETTINGS })
  const ends = [...(Object.entries(ENDS) as [EndReason, End][]), ...FURTHER_ENDS]
  for (const [reason, end] of ends) {
    if (reason === 'token-reuse-session') await app.restart({ AUTH_REUSE_SCOPE: 'session' })
    const held = await signUpAndIn(app)
    expect((await me(held)).status).toBe(200)
    await end(app, held)
    await expectEnded(held, reason)
  }
})

test('when AUTH_REVOCATION is stateless, the access token of an ended session opens /api/me, and no account', async ({
  startApp,
}) => {
  const app = await startApp({ env: { ...SETTINGS, AUTH_REVOCATION: 'stateless' } })
  const { disabled: _, 'token-reuse-session': __, ...ends } = ENDS
  for (const [reason, end] of Object.entries(ends) as [EndReason, End][]) {
    const held = await signUpAndIn(app)
    await end(app, held)
    expect((await me(held)).status, reason).toBe(200)
    const refreshed = await present(app, held.refreshToken)
    expectProblem(refreshed, 'session-revoked', reason)
    const token = bearer(held.accessToken)
    const body = { password: held.person.password }
    for (const answer of [
      await held.client.get('/api/account/sessions', token),
      await held.client.delete('/api/account/sessions', token),
      await held.client.delete(`/api/account/sessions/${held.sessionId}`, token),
      await held.client.get('/api/account/events', token),
      await held.client.get('/api/account/export', token),
      await held.client.post('/api/auth/step-up', body, token),
      await held.client.post('/api/auth/change-password', body, token),
      await held.client.post('/api/auth/logout-all', undefined, token),
      await held.client.post('/api/auth/change-email', { newEmail: 'person@new.example' }, token),
    ]) {
      expectProblem(answer, 'session-revoked', reason)
    }
  }
})

test('when the operator disables an account, no one signs in to it until it is enabled', async ({
  app,
  database,
}) => {
  const held = await signUpAndIn(app)
  const { email, password } = held.person
  expect(await users(app, 'disable', email.toUpperCase())).toEqual({
    code: 0,
    stdout: `${email.toUpperCase()} is disabled: every session has ended, and no one can sign in to it.\n`,
    stderr: '',
  })
  const login = (body: object) => held.client.post('/api/auth/login', body)
  const refused = await login({ email, password })
  expect(expectProblem(refused, 'forbidden').detail).toContain('disabled')
  expect(refused.setCookies).toEqual([])
  // Without the password an attacker learns nothing.
  expectProblem(await login({ email, password: 'not that walk' }), 'invalid-credentials')
  const again = await users(app, 'disable', email)
  expect(again).toMatchObject({ code: 0, stdout: `${email} is disabled already.\n` })
  expect(database.user(email)).toMatchObject({ token_version: 1, disabled_at: expect.any(Number) })

  const enabled = await users(app, 'enable', email)
  expect(enabled).toMatchObject({ code: 0, stdout: expect.stringContaining('is enabled') })
  await expectEnded(held, 'disabled')
  await expectAlive(await signIn(app, held.person))
  const types = database.eventsOf(held.user.id).map(({ type }) => type)
  expect(types).toEqual(expect.arrayContaining(['account-disabled', 'account-enabled']))
})

test('when an address or a database is not there, each command prints one line and exits with 1', async ({
  app,
}) => {
  for (const operation of ['disable', 'delete']) {
    expect(await users(app, operation, 'unknown@mail.example')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'No account has the address unknown@mail.example.\n',
    })
  }
  const absent = await users({ databaseUrl: 'file:/nowhere/at/all.db' }, 'enable', 'a@b.example')
  const line = /^There is no database file:\/nowhere\/at\/all\.db\. .*\n$/
  expect(absent).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(line) })
})
