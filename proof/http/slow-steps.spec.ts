/** What ends while a hash is being made stays ended, also where access tokens are not looked up. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '../../e2e/support/client'
import { openDatabase } from '../../e2e/support/database'
import { bearer, newPerson, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { expect, test } from '../../e2e/support/test'

test('when everything is signed out during the hash of a step-up, it gives no token', async ({
  startApp,
}) => {
  const env = { AUTH_REVOCATION: 'stateless', BCRYPT_COST: '12', BCRYPT_THREADS: '1' }
  const app = await startApp({ env })
  const database = openDatabase(app)
  const here = await signUpAndIn(app)
  // One thread, and others before it: the step-up waits in the queue.
  const others = [1, 2].map(() => new Client(app).post('/api/auth/login', newPerson()))
  const body = { password: here.person.password }
  const pending = here.client.post('/api/auth/step-up', body, bearer(here.accessToken))
  // The guard notes the first call of a session: from here on the request has been let in.
  while (database.session(here.sessionId).confirmed_generation === null) await sleep(2)
  database.raiseTokenVersion(here.user.id)
  const answer = await pending
  expectProblem(answer, 'session-revoked', 'sign-out-everywhere')
  expect(answer.setCookies).toEqual([])
  await Promise.all(others)
  database.close()
})
