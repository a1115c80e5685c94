/** What ends while a request waits for the database stays ended. */
import { setTimeout as sleep } from 'node:timers/promises'
import { clearedCookies } from '../../e2e/support/cookie'
import { bearer, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { expect, test } from '../../e2e/support/test'
import { lock } from '../support/database'

test('when everything is signed out while requests wait, none of them goes on', async ({
  app,
  database,
}) => {
  const { user, ...refreshing } = await signUpAndIn(app)
  const reading = await signUpAndIn(app)
  lock({ app, database })
  const pending = Promise.all([
    refreshing.client.post('/api/auth/refresh'),
    reading.client.get('/api/account/export', bearer(reading.accessToken)),
  ])
  // Long enough for both to have read their session and to wait for the lock.
  await sleep(300)
  database.raiseTokenVersion(user.id)
  database.raiseTokenVersion(reading.user.id)
  database.native.exec('COMMIT')
  const [refreshed, read] = await pending
  expectProblem(refreshed, 'session-revoked', 'sign-out-everywhere')
  expectProblem(read, 'session-revoked', 'sign-out-everywhere')
  expect(refreshed.setCookies).toEqual(clearedCookies(app))
})
