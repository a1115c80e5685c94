import { openDatabase } from '../support/database'
import { bearer, type SignedIn, signIn, signUpAndIn } from '../support/people'
import { me } from '../support/sessions'
import { expect, test } from '../support/test'

type Row = Record<string, unknown> & { id: string }
type Export = { exportedAt: string; user: Row; sessions: Row[]; events: Row[] }

const exportAccount = ({ client, accessToken }: SignedIn) =>
  client.get('/api/account/export', bearer(accessToken))

test('when a user exports the account, everything kept about it is there, and no secret or other user', async ({
  app,
  database,
  someone,
}) => {
  const here = await signUpAndIn(app)
  const there = await signIn(app, here.person)
  await there.client.post('/api/auth/logout')
  const answer = await exportAccount(here)
  expect(answer.status).toBe(200)
  expect(answer.headers['content-disposition']).toBe('attachment; filename="account.json"')
  const { exportedAt, user, sessions, events } = answer.json<Export>()
  expect(exportedAt).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
  expect(user).toMatchObject({ ...here.user, disabledAt: null, emailVerifiedAt: null })
  expect(sessions.map(({ id }) => id).sort()).toEqual([here.sessionId, there.sessionId].sort())
  expect(sessions.find(({ id }) => id === there.sessionId)).toMatchObject({
    current: false,
    revokedReason: 'sign-out',
    revokedAt: expect.any(String),
    ip: '127.0.0.1',
  })
  expect(events.map(({ type }) => type)).toEqual(['sign-out', 'sign-in', 'sign-in', 'sign-up'])

  for (const row of [database.user(here.person.email), ...database.sessionsOf(here.user.id)]) {
    for (const [name, value] of Object.entries(row ?? {})) {
      if (/hash|salt/.test(name)) expect(answer.text).not.toContain(value)
    }
  }
  expect(answer.text).not.toMatch(/eyJ|\$2|hash|salt/)
  for (const foreign of [someone.user.id, someone.user.email, someone.sessionId]) {
    expect(answer.text).not.toContain(foreign)
  }
})

test('when the export fails on the way, the download breaks off and does not look complete', async ({
  startApp,
}) => {
  const app = await startApp()
  const database = openDatabase(app)
  const here = await signUpAndIn(app)
  database.native.exec('DROP TABLE security_events')
  await expect(exportAccount(here)).rejects.toThrow(/aborted|hang up|reset/i)
  await expect.poll(() => app.output.join('\n')).toContain('request_failed')
  expect((await me(here)).status).toBe(200)
  database.close()
})
