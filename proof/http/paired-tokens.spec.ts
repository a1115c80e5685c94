/** The access token of one session with the refresh cookie of another: a browser changed hands. */
import { cookiePair } from '../../e2e/support/cookie'
import { callOperation, everyOperation } from '../../e2e/support/operations'
import { bearer, signIn, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { expect, test } from '../../e2e/support/test'

test('when they belong to two sessions, nothing is done, and both sessions and the cookie stay', async ({
  app,
  database,
}) => {
  const operations = await everyOperation(app)
  // A GET beside the account reads by the access token alone, and changes nothing.
  const guarded = operations.filter(
    ({ method, path, operation: { security } }) =>
      security.some((scheme) => 'accessToken' in scheme) &&
      (method !== 'GET' || path.startsWith('/api/account/')),
  )
  expect(guarded.length).toBeGreaterThan(8)
  const first = await signUpAndIn(app)
  for (const second of [await signUpAndIn(app), await signIn(app, first.person)]) {
    // A browser with the cookie of the second, and in it a page with all that is of the first.
    const who = { ...first, client: second.client }
    for (const described of guarded) {
      const answer = await callOperation({ described, who })
      expectProblem(answer, 'invalid-token')
      expect(answer.setCookies).toEqual([])
    }
    expect(second.client.refreshToken).toBe(second.refreshToken)
    for (const { sessionId } of [first, second]) {
      expect(database.session(sessionId).revoked_at).toBeNull()
    }
    // As the page goes on: it refreshes, and has a token that belongs to the cookie.
    const refreshed = await second.client.post('/api/auth/refresh')
    const { accessToken } = refreshed.json<{ accessToken: string }>()
    const list = await second.client.get('/api/account/sessions', bearer(accessToken))
    expect(list.status).toBe(200)
  }
  expect(database.user(first.person.email)?.token_version).toBe(0)
})

test('when the cookie proves nothing, the access token counts as without one', async ({ app }) => {
  const here = await signUpAndIn(app)
  const ended = await signUpAndIn(app)
  await ended.client.post('/api/auth/logout')
  for (const token of ['junk', ended.refreshToken]) {
    const headers = { ...bearer(here.accessToken), Cookie: cookiePair(app, token) }
    expect((await here.client.get('/api/account/sessions', headers)).status).toBe(200)
  }
})
