/** The access token of one session with the refresh cookie of another: a browser changed hands. */
import { cookiePair } from '../../e2e/support/cookie'
import { bearer, type SignedIn, signIn, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { expect, test } from '../../e2e/support/test'

const CALLS: [method: string, path: (who: SignedIn) => string, body?: (who: SignedIn) => object][] =
  [
    [
      'POST',
      () => '/api/auth/change-password',
      ({ person }) => ({ currentPassword: person.password, newPassword: 'another long walk' }),
    ],
    ['POST', () => '/api/auth/step-up', ({ person }) => ({ password: person.password })],
    ['POST', () => '/api/auth/logout-all'],
    ['DELETE', () => '/api/account/sessions'],
    ['DELETE', ({ sessionId }) => `/api/account/sessions/${sessionId}`],
    ['GET', () => '/api/account/sessions'],
    ['GET', () => '/api/account/events'],
    ['GET', () => '/api/account/export'],
  ]

test('when they belong to two sessions, nothing is done, and both sessions and the cookie stay', async ({
  app,
  database,
}) => {
  const first = await signUpAndIn(app)
  for (const second of [await signUpAndIn(app), await signIn(app, first.person)]) {
    for (const [method, path, body] of CALLS) {
      const answer = await second.client.send(method, path(first), {
        headers: {
          ...bearer(first.accessToken),
          Origin: app.url,
          ...(body && { 'Content-Type': 'application/json' }),
        },
        body: body && JSON.stringify(body(first)),
      })
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
