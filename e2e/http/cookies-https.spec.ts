import { REFRESH_COOKIE } from '../../lib/brand'
import type { App } from '../support/app'
import { Client } from '../support/client'
import { cookieName } from '../support/cookie'
import { bearer, type Grant, signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { expect, test } from '../support/test'

const ORIGIN = 'https://app.example.com'
const FLAGS = 'Path=/; HttpOnly; Secure; SameSite=Lax'

test.describe('with an https APP_URL, behind a proxy', () => {
  let app: App
  test.beforeEach(async ({ startApp }) => {
    app = await startApp({ env: { APP_URL: ORIGIN } })
  })

  test('every cookie is __Host- and Secure, the deleted one too', async () => {
    const client = new Client(app, ORIGIN)
    const { person } = await signUpAndIn(app, client)
    const signedIn = await client.post('/api/auth/login', person)
    const refreshed = await client.post('/api/auth/refresh')
    for (const { setCookies } of [signedIn, refreshed]) {
      expect(setCookies).toEqual([
        expect.stringMatching(
          new RegExp(
            `^__Host-${REFRESH_COOKIE}=[\\w-]+\\.[\\w-]+\\.[\\w-]+; ${FLAGS}; Max-Age=604800$`,
          ),
        ),
      ])
      expect(Buffer.byteLength(setCookies[0] ?? '')).toBeLessThanOrEqual(4096)
    }
    client.refreshToken = 'junk'
    const refused = await client.post('/api/auth/refresh')
    const signedOut = await client.post('/api/auth/logout')
    for (const { setCookies } of [refused, signedOut]) {
      expect(setCookies).toEqual([`__Host-${REFRESH_COOKIE}=; ${FLAGS}; Max-Age=0`])
    }
  })

  test('a cookie without the prefix, as a neighbour could plant it, is not read', async () => {
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

  test('when the name only looks like ours, as a sibling host could plant it, it is not read', async () => {
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

  test('only the configured origin may change anything', async () => {
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

  test('HSTS is on every answer', async () => {
    const client = new Client(app, ORIGIN)
    const paths = ['/', '/sign-in', '/account', '/nowhere', '/icon.svg', '/_next/static/nowhere.js']
    for (const path of [...paths, '/api/health', '/api/me', '/api/auth/login', '/account/']) {
      const { headers } = await client.get(path)
      expect(headers['strict-transport-security'] ?? '', path).toMatch(
        /^max-age=(?:3153[6-9]\d{3}|[4-9]\d{7}|\d{9,}); includeSubDomains/,
      )
    }
  })
})

test('over plain http no answer speaks of HSTS', async ({ app }) => {
  const { headers } = await new Client(app).get('/sign-in')
  expect(headers).not.toHaveProperty('strict-transport-security')
})
