import type { App } from '../../e2e/support/app'
import { type AppDatabase, openDatabase } from '../../e2e/support/database'
import { bearer, type Grant, type SignedIn, signIn, signUpAndIn } from '../../e2e/support/people'
import { expect, test } from '../../e2e/support/test'

test('when a kill comes between the rotation and its answer, the old cookie still works', async ({
  startApp,
}) => {
  const app = await startApp()
  const database = openDatabase(app)
  const soon = await signUpAndIn(app)
  const late = await signUpAndIn(app)
  for (const session of [soon, late]) {
    await session.client.post('/api/auth/refresh')
    session.client.refreshToken = session.refreshToken
  }
  await app.kill()
  await app.restart()
  database.age(late.sessionId, 'rotated_at', 3600)
  const retried = await soon.client.post('/api/auth/refresh')
  expect(retried.headers['session-refresh']).toBe('retried')
  const recovered = await late.client.post('/api/auth/refresh')
  expect(recovered.headers['session-refresh']).toBe('recovered')
  for (const session of [soon, late]) await expectAlive(session, database)
  expectNoAlarm(app)
  database.close()
})

test('when the server is killed, accounts, sessions and sign-outs that it confirmed stay', async ({
  startApp,
}) => {
  const app = await startApp()
  const stays = await signUpAndIn(app)
  const leaves = await signUpAndIn(app)
  await leaves.client.post('/api/auth/logout')
  await app.kill()
  await app.restart()
  const { client, accessToken, person } = stays
  expect((await client.get('/api/me', bearer(accessToken))).json()).toEqual({ user: stays.user })
  expect((await client.post('/api/auth/refresh')).status).toBe(200)
  expect((await leaves.client.get('/api/me', bearer(leaves.accessToken))).status).toBe(401)
  await signIn(app, person)
})

async function expectAlive(session: SignedIn, database: AppDatabase): Promise<void> {
  expect(database.session(session.sessionId)).toMatchObject({ revoked_at: null, token_version: 0 })
  expect(database.user(session.user.email)?.token_version).toBe(0)
  const answer = await session.client.post('/api/auth/refresh')
  expect(answer.status, answer.text).toBe(200)
  const { accessToken } = answer.json<Grant>()
  expect((await session.client.get('/api/me', bearer(accessToken))).status).toBe(200)
}

function expectNoAlarm(app: App): void {
  expect(app.output.filter((line) => line.includes('reuse'))).toEqual([])
}
