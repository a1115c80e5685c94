/** examples/resource-server beside the app: where a token comes in a request, and what a browser lets through. */

import { expect, test } from 'playwright/test'
import { type App, startApp } from '../../e2e/support/app'
import { Client } from '../../e2e/support/client'
import { bearer, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { head, sendRaw } from '../../e2e/support/raw'
import { pair, signingKeys } from '../../lib/auth/tokens/testing-keys'
import { type ResourceServer, startResourceServer } from '../support/resource-server'

test.describe('the header', () => {
  const key = pair('Ed25519')
  let app: App
  let service: ResourceServer
  let token: string
  test.beforeAll(async () => {
    app = await startApp({
      env: { AUTH_ALGORITHM: 'Ed25519', AUTH_SIGNING_KEYS: signingKeys(key) },
    })
    service = await startResourceServer({
      APP_URL: app.url,
      AUTH_ISSUER: 'http://localhost:3000',
      ALLOWED_ORIGINS: 'https://app.example.com https://admin.example.com',
    })
    token = (await signUpAndIn(app)).accessToken
  })
  test.afterAll(async () => {
    await service?.stop()
    await app?.stop()
  })

  test('when a token is in another place, the answer is 401', async () => {
    const client = new Client(service)
    const bare = await client.send('GET', '/whoami')
    expectProblem(bare, 'no-session')
    const elsewhere = [
      await client.send('GET', `/whoami?access_token=${token}`),
      await client.send('GET', '/whoami', { headers: { Cookie: `access_token=${token}` } }),
      await client.send('GET', '/whoami', {
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: `access_token=${token}`,
      }),
      await client.send('GET', '/whoami', { headers: { Authorization: `Basic ${token}` } }),
    ]
    for (const answer of elsewhere) expect([answer.status, answer.text]).toEqual([401, bare.text])
  })

  test('when the scheme is in another case, it works; two tokens are refused', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
      const answer = await sendRaw(service, [
        head(service, 'GET /whoami', [`Authorization: ${scheme} ${token}`]),
      ])
      expect(answer.status, scheme).toBe(200)
    }
    const good = `Authorization: Bearer ${token}`
    for (const lines of [
      [good, good],
      [good, 'Authorization: Bearer x'],
      [`${good}, Bearer x`],
      [`${good} x`],
      ['Authorization: Bearer'],
    ]) {
      const answer = await sendRaw(service, [head(service, 'GET /whoami', lines)])
      expect([answer.status, answer.headers['www-authenticate']]).toEqual([
        401,
        'Bearer error="invalid_token"',
      ])
    }
  })

  test('when a page is of an allowed origin, CORS lets it in; no other one', async () => {
    const client = new Client(service)
    const ask = (Origin: string) =>
      client.send('OPTIONS', '/whoami', {
        headers: {
          Origin,
          'Access-Control-Request-Method': 'GET',
          'Access-Control-Request-Headers': 'authorization',
        },
      })
    for (const origin of ['https://app.example.com', 'https://admin.example.com']) {
      const { headers } = await ask(origin)
      expect(headers).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-headers': 'Authorization',
        vary: expect.stringContaining('Origin'),
      })
      expect(headers).not.toHaveProperty('access-control-allow-credentials')
      for (const path of ['/whoami', '/nothing']) {
        const refused = await client.send('GET', path, { headers: { Origin: origin } })
        expect(refused.headers['access-control-allow-origin'], path).toBe(origin)
      }
    }
    for (const origin of ['https://evil.example', 'null', 'https://app.example.com.evil.example']) {
      const { headers } = await ask(origin)
      expect(headers).not.toHaveProperty('access-control-allow-origin')
    }
  })

  test('when a page calls the service, both the CSP and CORS must allow it', async ({
    browser,
  }) => {
    const open = await startResourceServer({
      APP_URL: app.url,
      AUTH_ISSUER: 'http://localhost:3000',
      ALLOWED_ORIGINS: app.url,
    })
    /** @param bypassCSP as if `connect-src` had been opened in the app. */
    const call = async ({ url }: { url: string }, bypassCSP: boolean) => {
      const context = await browser.newContext({ bypassCSP })
      const page = await context.newPage()
      await page.goto(app.url)
      const result = await page.evaluate(
        ([to = '', accessToken]) =>
          fetch(to, { headers: { Authorization: `Bearer ${accessToken}` } }).then(
            ({ status }) => status,
            ({ name }) => name,
          ),
        [`${url}/whoami`, token],
      )
      await context.close()
      return result
    }
    expect(await call(open, true)).toBe(200)
    expect(await call(open, false)).toBe('TypeError')
    expect(await call(service, true)).toBe('TypeError')
    await open.stop()
  })

  test('when a route does not exist, the answer is 404', async () => {
    const client = new Client(service)
    expectProblem(await client.send('GET', '/nothing', { headers: bearer(token) }), 'not-found')
    const health = await client.send('GET', '/health')
    expect([health.status, health.json()]).toEqual([200, { status: 'ok', keys: [key.kid] }])
  })
})
