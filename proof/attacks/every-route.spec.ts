/**
 * The table of attacks on tokens against every guarded route of the running app: with its gates, and
 * with the gates out of the way, where each handler stands alone.
 */

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { App } from '../../e2e/support/app'
import { type Answer, Client } from '../../e2e/support/client'
import { cookiePair } from '../../e2e/support/cookie'
import { bearer, type SignedIn, signUpAndIn } from '../../e2e/support/people'
import { comparable, expectProblem } from '../../e2e/support/problems'
import { expect, test } from '../../e2e/support/test'
import { type Pair, pair, signingKeys } from '../../lib/auth/tokens/testing-keys'
import type { ErrorCode } from '../../lib/contract/errors'
import { callsOf, guardedPaths, withAndWithoutGates } from '../support/guarded'
import { volley } from '../support/volley'
import { attacksOn } from './vectors'
import { type Target, targetOf } from './vectors/target'

const FROM_HERE = { 'Sec-Fetch-Site': 'same-origin' }

test('when the build is read, it has guarded routes, and so is a path without a route', () => {
  expect(guardedPaths).toEqual(expect.arrayContaining(['/api/me', '/api/no/such/route']))
})

for (const algorithm of ['HS256', 'ES256'] as const) {
  for (const way of withAndWithoutGates) {
    test.describe(`${algorithm}, ${way.name}`, () => {
      test('when an access token is attacked, every guarded route gives one and the same answer', async ({
        startApp,
      }) => {
        test.setTimeout(300_000)
        await using scene = await begin(startApp, algorithm, way)
        const { app, someone, key, listener } = scene
        const target = accessTarget(app, someone, key, listener.url)
        const attacks = attacksOn(target).filter(({ token }) => isHeaderText(token))
        expect(attacks.length).toBeGreaterThan(400)
        // The gate judges a token before it looks for a route: the default algorithm shows that,
        // on all of them. Each handler is asked by itself, under both.
        const isOneEnough = algorithm === 'ES256' && !way.bypassed
        const calls = (await callsOf(someone)).filter(
          ({ path }) => !isOneEnough || path === '/api/me',
        )
        expect(calls.length).toBeGreaterThan(0)
        const shots = calls.flatMap((call) =>
          attacks.map(({ name, token }) => ({
            ...call,
            name,
            headers: { ...FROM_HERE, Authorization: `Bearer ${token}` },
          })),
        )
        const same = oneAnswer('invalid-token')
        await volley(app, shots, (answer, { name, method, path }) =>
          same(answer, `${name}: ${method} ${path}`),
        )
        expect(listener.requests).toEqual([])
        // Nothing came of any of it: the session it was all about lives, and its token is good.
        expect((await someone.client.get('/api/me', bearer(someone.accessToken))).status).toBe(200)
      })

      test('when a refresh token is attacked, no page opens and nothing is refreshed', async ({
        startApp,
      }) => {
        test.setTimeout(120_000)
        await using scene = await begin(startApp, algorithm, way)
        const { app, someone, key, listener } = scene
        const target = refreshTarget(app, someone, key, listener.url)
        const attacks = attacksOn(target).filter(({ token }) => isCookieText(token))
        expect(attacks.length).toBeGreaterThan(300)
        const call = (method: string, path: string) =>
          attacks.map(({ name, token }) => ({
            method,
            path,
            name,
            headers: { ...FROM_HERE, Cookie: cookiePair(app, token) },
          }))
        const same = oneAnswer('invalid-token')
        const ended = oneAnswer('session-expired')
        await volley(app, call('POST', '/api/auth/refresh'), (answer, { name }) =>
          / an end /.test(name) ? ended(answer, name) : same(answer, name),
        )
        await volley(app, call('GET', '/account'), (answer, { name }) => {
          expect([303, 307], name).toContain(answer.status)
          expect(answer.headers.location, name).toMatch(/\/sign-in\?next=%2Faccount(&stay)?$/)
          expect(answer.text, name).not.toContain(someone.person.email)
        })
        expect(listener.requests).toEqual([])
        const answer = await someone.client.post('/api/auth/refresh')
        expect(answer.headers['session-refresh']).toBe('rotated')
      })

      test('when the token is genuine, each of these routes opens', async ({ startApp }) => {
        await using scene = await begin(startApp, algorithm, way)
        const { app, someone } = scene
        for (const { method, path } of await callsOf(someone)) {
          // Another user for each: it may be the call that ends a session or an account.
          const { client, accessToken } = await signUpAndIn(app)
          const headers = { ...FROM_HERE, ...bearer(accessToken) }
          const { status } = await client.send(method, path, { headers })
          expect(status, `${method} ${path}`).not.toBe(401)
          const { status: without } = await client.send(method, path, { headers: FROM_HERE })
          expect(without, `${method} ${path}`).toBe(401)
        }
      })
    })
  }
}

type Start = (options: { env?: Record<string, string>; root?: string }) => Promise<App>

async function begin(
  startApp: Start,
  algorithm: 'HS256' | 'ES256',
  { bypassed, options }: (typeof withAndWithoutGates)[number],
) {
  const key = algorithm === 'HS256' ? null : pair(algorithm)
  const keys: Record<string, string> = key
    ? { AUTH_ALGORITHM: algorithm, AUTH_SIGNING_KEYS: signingKeys(key) }
    : {}
  const { env, ...rest } = options()
  const app = await startApp({ ...rest, env: { ...keys, ...env } })
  // The middleware sends a visitor of the account away by another status than the page itself.
  expect((await new Client(app).get('/account')).status).toBe(bypassed ? 307 : 303)
  // The gate refuses a visitor before Next fails on the path.
  expect((await new Client(app).get('/api/%')).status).toBe(bypassed ? 500 : 401)
  const listener = await listen()
  const someone = await signUpAndIn(app)
  return { app, someone, key, listener, [Symbol.asyncDispose]: listener.close }
}

/** Stands where a server that fetches keys from where a token says would be seen. */
async function listen() {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(String(request.url))
    response.end('{"keys":[]}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: async () => {
      server.close()
      await once(server, 'close')
    },
  }
}

function accessTarget(app: App, someone: SignedIn, key: Pair | null, listener: string): Target {
  const others = { 'a refresh token': someone.refreshToken }
  const token = someone.accessToken
  return targetOf({ kind: 'access', token, secret: app.secret, pair: key, others, listener })
}

function refreshTarget(app: App, someone: SignedIn, key: Pair | null, listener: string): Target {
  const others = { 'an access token': someone.accessToken }
  const token = someone.refreshToken
  return targetOf({ kind: 'refresh', token, secret: app.secret, pair: key, others, listener })
}

/** Judges answers: each is the problem that is meant, and like every other to the byte, but for its id. */
function oneAnswer(code: ErrorCode) {
  let first: object | undefined
  return (answer: Answer, what: string) => {
    const seen = comparable(answer)
    if (!first) {
      expectProblem(answer, code)
      first = seen
    }
    expect(seen, what).toEqual(first)
  }
}

/** What can be sent as a header, and is no other spelling of the same once it is. */
function isHeaderText(token: string): boolean {
  return /^[\x20-\x7e]*$/.test(token) && token.trim() === token
}

function isCookieText(token: string): boolean {
  return isHeaderText(token) && !/[;\s]/.test(token)
}
