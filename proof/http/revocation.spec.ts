import { openDatabase } from '../../e2e/support/database'
import { signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { me, refresh } from '../../e2e/support/sessions'
import { expect, test } from '../../e2e/support/test'

test('when an access token is older than AUTH_ACCESS_TOKEN_TTL, it opens nothing, also under stateless', async ({
  startApp,
}) => {
  const env = { AUTH_REVOCATION: 'stateless', AUTH_ACCESS_TOKEN_TTL: '3' }
  const app = await startApp({ env })
  const held = await signUpAndIn(app)
  const ended = await signUpAndIn(app)
  await ended.client.post('/api/auth/logout')
  for (const session of [held, ended]) {
    await expect.poll(async () => (await me(session)).status).toBe(401)
    expectProblem(await me(session), 'invalid-token')
  }
  // The session goes on: the next access token comes from a refresh.
  expect((await refresh(held)).json()).toMatchObject({ expiresIn: 3 })
})

test('when a user is deleted under stateless, the access token opens no /api/me', async ({
  startApp,
}) => {
  const app = await startApp({ env: { AUTH_REVOCATION: 'stateless' } })
  const database = openDatabase(app)
  const held = await signUpAndIn(app)
  database.native.prepare('DELETE FROM users WHERE id = ?').run(held.user.id)
  expectProblem(await me(held), 'session-expired')
  database.close()
})
