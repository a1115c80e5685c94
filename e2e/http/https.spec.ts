import { HINT_COOKIE, REFRESH_COOKIE } from '../../lib/brand'
import type { App } from '../support/app'
import { Client } from '../support/client'
import { signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { expect, test } from '../support/test'

const ORIGIN = 'https://app.example.com'
const FLAGS = 'Path=/; HttpOnly; Secure; SameSite=Lax'
const HINT_FLAGS = 'Path=/; Secure; SameSite=Lax'

test('when APP_URL is https, cookies are __Host- and Secure, answers have HSTS, and other origins are refused', async ({
  app: overHttp,
  startApp,
}) => {
  const app: App = await startApp({ env: { APP_URL: ORIGIN } })
  const client = new Client(app, ORIGIN)
  const { person } = await signUpAndIn(app, client)
  const stored = `^__Host-${REFRESH_COOKIE}=[\\w.-]+; ${FLAGS}; Max-Age=604800$`
  const signedIn = await client.post('/api/auth/login', person)
  const refreshed = await client.post('/api/auth/refresh')
  const known =
    /^__Host-known_browser=[\w.-]+; Path=\/; HttpOnly; Secure; SameSite=Lax; Max-Age=15552000$/
  const hint = `__Host-${HINT_COOKIE}=1; ${HINT_FLAGS}; Max-Age=604800`
  const session = [expect.stringMatching(stored), hint]
  expect(signedIn.setCookies).toEqual([expect.stringMatching(known), ...session])
  expect(refreshed.setCookies).toEqual(session)
  for (const path of ['/', '/account', '/nowhere', '/icon.svg', '/api/health', '/api/me']) {
    const { headers } = await client.get(path)
    expect(headers['strict-transport-security'], path).toMatch(/^max-age=\d{8,}; includeSubDom/)
  }
  for (const Origin of [app.url, 'http://app.example.com', 'https://sub.app.example.com']) {
    const answer = await client.post('/api/auth/logout', undefined, { Origin })
    expectProblem(answer, 'cross-origin')
  }
  const signedOut = await client.post('/api/auth/logout')
  expect(signedOut.setCookies).toEqual([
    `__Host-${REFRESH_COOKIE}=; ${FLAGS}; Max-Age=0`,
    `__Host-${HINT_COOKIE}=; ${HINT_FLAGS}; Max-Age=0`,
  ])

  const { headers } = await new Client(overHttp).get('/sign-in')
  expect(headers).not.toHaveProperty('strict-transport-security')
})
