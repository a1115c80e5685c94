import type { App } from '../../e2e/support/app'
import { Client } from '../../e2e/support/client'
import { cookieName } from '../../e2e/support/cookie'
import { bearer, type Grant, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { expect, test } from '../../e2e/support/test'
import { REFRESH_COOKIE } from '../../lib/brand'

const ORIGIN = 'https://app.example.com'

test.describe('when APP_URL is https', () => {
  let app: App
  test.beforeEach(async ({ startApp }) => {
    app = await startApp({ env: { APP_URL: ORIGIN } })
  })

  test('and a cookie has no prefix, as a neighbour could plant it, it is not read', async () => {
    const { refreshToken } = await signUpAndIn(app, new Client(app, ORIGIN))
    const client = new Client(app, ORIGIN)
    const planted = `${REFRESH_COOKIE}=${refreshToken}`
    expectProblem(
      await client.post('/api/auth/refresh', undefined, { Cookie: planted }),
      'no-session',
    )
    const page = await client.get('/account', { Cookie: planted })
    expect(page.status).toBe(303)
  })

  test('and the name only looks like ours, as a sibling host could plant it, it is not read', async () => {
    const { refreshToken } = await signUpAndIn(app, new Client(app, ORIGIN))
    const name = cookieName(ORIGIN)
    for (const blank of ['\xa0', '\x85']) {
      const client = new Client(app, ORIGIN)
      const Cookie = `${blank}${name}=${refreshToken}`
      const answer = await client.post('/api/auth/refresh', undefined, { Cookie })
      expectProblem(answer, 'no-session')
      expect((await client.get('/account', { Cookie })).status).toBe(303)
      // Beside the own one it changes nothing either.
      const own = await signUpAndIn(app, client)
      const both = `${Cookie}; ${name}=${own.refreshToken}`
      expect((await client.get('/account', { Cookie: both })).text).toContain(own.user.email)
    }
  })

  test('only its origin may change anything', async () => {
    const client = new Client(app, ORIGIN)
    const { accessToken } = await signUpAndIn(app, client)
    for (const Origin of [
      app.url,
      'http://app.example.com',
      'https://app.example.com:8443',
      'https://app.example.com.evil.example',
      'https://evil-app.example.com',
      'https://sub.app.example.com',
      'https://example.com',
    ]) {
      const answer = await client.post('/api/auth/logout', undefined, { Origin })
      expectProblem(answer, 'cross-origin')
      // Not even where it is the Host as well.
      const rebound = await client.post('/api/auth/logout', undefined, {
        Origin,
        Host: new URL(Origin).host,
      })
      expectProblem(rebound, 'cross-origin')
    }
    const opaque = { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' }
    expectProblem(await client.post('/api/auth/logout', undefined, opaque), 'cross-origin')
    expect((await client.get('/api/me', bearer(accessToken))).status).toBe(200)
    expect((await client.post('/api/auth/refresh')).json<Grant>().tokenType).toBe('Bearer')
  })
})
