/** examples/resource-server and the keys of the app: changed ones, missing ones, and none. */

import { mkdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import util from 'node:util'
import { test as base, expect } from 'playwright/test'
import { type App, startApp } from '../../e2e/support/app'
import { Client } from '../../e2e/support/client'
import { bearer, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { headerOf } from '../../e2e/support/tokens'
import { pair } from '../../lib/auth/tokens/testing-keys'
import { AUDIENCE, CLIENT_ID } from '../../lib/brand'
import { freePort } from '../../scripts/lib/port.mjs'
import { forgeWith } from '../support/forge'
import { type KeySet, keySetAt } from '../support/key-set'
import { type ResourceServer, startResourceServer } from '../support/resource-server'
import { runNode } from '../support/several'

/** Settings of the service, in seconds. */
const CACHE = 1
const STALE = 6
const ISSUER = 'https://id.example.com'

type Fixtures = {
  keySet: KeySet
  start: (env: Record<string, string>) => Promise<ResourceServer>
  startWith: (env: Record<string, string>) => Promise<App>
}

/** What is started here is stopped when the test ends. */
const test = base.extend<Fixtures>({
  keySet: async ({ browserName: _ }, provide) => {
    const keySet = keySetAt(await freePort())
    await provide(keySet)
    await keySet.leave()
  },
  start: async ({ browserName: _ }, provide) => {
    const services: ResourceServer[] = []
    await provide(async (env) => {
      const service = await startResourceServer({ AUTH_ISSUER: ISSUER, ...env })
      services.push(service)
      return service
    })
    await Promise.all(services.map((service) => service.stop()))
  },
  startWith: async ({ browserName: _ }, provide) => {
    const apps: App[] = []
    await provide(async (env) => {
      const app = await startApp({ env: { AUTH_ISSUER: ISSUER, ...env } })
      apps.push(app)
      return app
    })
    await Promise.all(apps.map((app) => app.stop()))
  },
})

const ask = (service: ResourceServer, token: string, path = '/whoami') =>
  new Client(service).send('GET', path, { headers: bearer(token) })

/** Restarts at once, without the wait for idle connections that a deploy would have. */
async function restart(app: App, settings: Record<string, string>): Promise<void> {
  await app.kill()
  await app.restart(settings)
}

/** An access token as the app makes it, with a key that a test made. */
function tokenOf(key: ReturnType<typeof pair>): string {
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss: ISSUER, aud: AUDIENCE, sub: 'u', client_id: CLIENT_ID, sid: 's' }
  const header = { typ: 'at+jwt', alg: key.alg, kid: key.kid }
  return forgeWith(key, header, { ...claims, gen: 0, iat: now, exp: now + 900, jti: 'j' })
}

test('when a key is rotated, the new one works at once and the retired one stops within the cache time', async ({
  start,
  startWith,
}, info) => {
  mkdirSync(info.outputDir, { recursive: true })
  const file = info.outputPath('.env')
  const keys = async (...args: string[]) => {
    const { output, ended } = runNode(['scripts/keys.mjs', ...args, '--file', file], {})
    expect(await ended, output.join('\n')).toBe(0)
    return util.parseEnv(readFileSync(file, 'utf8')) as Record<string, string>
  }
  const app = await startWith(await keys('generate'))
  const service = await start({ APP_URL: app.url, JWKS_CACHE: String(CACHE) })
  const { client, accessToken: first } = await signUpAndIn(app)
  expect((await ask(service, first)).status).toBe(200)

  // The waits are those that docs/keys.md and the example's README ask for, shortened.
  await restart(app, await keys('add'))
  await sleep(CACHE * 1000)
  await restart(app, await keys('promote'))
  const refreshed = await client.post('/api/auth/refresh')
  const second = refreshed.json<{ accessToken: string }>().accessToken
  expect(headerOf(second).kid).not.toBe(headerOf(first).kid)
  expect((await ask(service, second)).status).toBe(200)
  expect((await ask(service, first)).status).toBe(200)

  await restart(app, await keys('retire'))
  await sleep(CACHE * 1000)
  expectProblem(await ask(service, first), 'invalid-token')
  expect((await ask(service, second)).status).toBe(200)
})

test('when the app signs with HS256, it prints what to do, answers 503, and works after that is done', async ({
  start,
  startWith,
}) => {
  const app = await startWith({})
  const service = await start({ APP_URL: app.url })
  expect(service.output[0]).toMatch(/jwks\.json is empty: the app signs with HS256.*npm run keys/)
  const { accessToken } = await signUpAndIn(app)
  expectProblem(await ask(service, accessToken), 'busy')
  expectProblem(await new Client(service).send('GET', '/health'), 'busy')

  const { jwk } = pair('ES256')
  const keys = { AUTH_ALGORITHM: 'ES256', AUTH_SIGNING_KEYS: JSON.stringify({ keys: [jwk] }) }
  await restart(app, keys)
  const { accessToken: signed } = await signUpAndIn(app)
  await expect.poll(async () => (await ask(service, signed)).status).toBe(200)
})

test('when key names are made up, the key set is loaded once per cooldown', async ({
  keySet,
  start,
}) => {
  const known = pair('Ed25519')
  keySet.answers = [known]
  await keySet.arrive()
  const service = await start({ APP_URL: keySet.url, JWKS_COOLDOWN: '3600' })
  expect(keySet.asked).toBe(1)
  const strangers = Array.from({ length: 20 }, () => tokenOf(pair('Ed25519')))
  const answers = await Promise.all(strangers.map((token) => ask(service, token)))
  for (const answer of answers) expectProblem(answer, 'invalid-token')
  expect(keySet.asked).toBe(1)
  expect((await ask(service, tokenOf(known))).status).toBe(200)

  const eager = await start({ APP_URL: keySet.url, JWKS_COOLDOWN: '0' })
  const fresh = pair('Ed25519')
  keySet.answers = [known, fresh]
  const together = await Promise.all(Array.from({ length: 20 }, () => ask(eager, tokenOf(fresh))))
  expect(together.map(({ status }) => status)).toEqual(Array(20).fill(200))
  expect(keySet.asked).toBeLessThan(10)
})

test('when the key set is empty, no key is valid any more', async ({ keySet, start }) => {
  const known = pair('Ed25519')
  keySet.answers = [known]
  await keySet.arrive()
  const service = await start({ APP_URL: keySet.url, JWKS_CACHE: String(CACHE) })
  expect((await ask(service, tokenOf(known))).status).toBe(200)
  keySet.answers = []
  await sleep(CACHE * 1000)
  expectProblem(await ask(service, tokenOf(known)), 'busy')
  expectProblem(await new Client(service).send('GET', '/health'), 'busy')
  expect(service.output.at(-1)).toContain('is empty')
})

test.describe('when the app is away', () => {
  const known = pair('Ed25519')
  const unknown = pair('Ed25519')

  test('a service that starts first waits for it, and answers 503, not 401', async ({
    keySet,
    start,
  }) => {
    keySet.answers = [known]
    const service = await start({ APP_URL: keySet.url })
    expect(service.output[0]).toMatch(/cannot be fetched: ECONNREFUSED$/)
    for (const token of [tokenOf(known), tokenOf(unknown), 'x']) {
      expectProblem(await ask(service, token), 'busy')
    }
    expectProblem(await new Client(service).send('GET', '/whoami'), 'no-session')
    await keySet.arrive()
    await expect.poll(async () => (await ask(service, tokenOf(known))).status).toBe(200)
    expect(service.output.filter((line) => line.includes('key set'))).toEqual([
      expect.stringContaining('cannot be fetched'),
      expect.stringContaining('is there again'),
    ])
  })

  const gone = (keySet: KeySet) => keySet.leave()
  const answers = (how: KeySet['answers']) => async (keySet: KeySet) => {
    keySet.answers = how
  }
  const ways: Record<string, (keySet: KeySet) => Promise<void>> = {
    gone,
    broken: answers((response) => response.writeHead(500).end()),
    'behind a captive portal': answers((response) => response.end('<p>Welcome')),
    'leading elsewhere': answers((response) => response.writeHead(302, { Location: '/' }).end()),
  }

  test('known keys go on, a new one is 503, and later all are', async ({ start }) => {
    const endsWith = async (title: string, go: (keySet: KeySet) => Promise<void>) => {
      const keySet = keySetAt(await freePort())
      keySet.answers = [known]
      await keySet.arrive()
      const service = await start({
        APP_URL: keySet.url,
        JWKS_CACHE: String(CACHE),
        JWKS_COOLDOWN: '0',
        JWKS_STALE: String(STALE),
      })
      const status = (token: string) => ask(service, token).then((answer) => answer.status)
      expect(await status(tokenOf(known)), title).toBe(200)
      await go(keySet)
      expect(await status(tokenOf(unknown)), title).toBe(503)
      await sleep(CACHE * 1000)
      expect(await status(tokenOf(known)), title).toBe(200)
      await expect.poll(() => status(tokenOf(known)), { message: title, timeout: 20_000 }).toBe(503)
      expectProblem(await ask(service, 'x'), 'busy')
      await keySet.leave()
    }
    await Promise.all(Object.entries(ways).map(([title, go]) => endsWith(title, go)))
  })

  test('a call that must ask the app is 503', async ({ keySet, start }) => {
    keySet.answers = [known]
    await keySet.arrive()
    const service = await start({ APP_URL: keySet.url })
    for (const status of [204, 302, 403, 429, 500, 503]) {
      keySet.answers = (response) => response.writeHead(status, { Location: '/' }).end()
      expectProblem(await ask(service, tokenOf(known), '/whoami/now'), 'busy')
    }
    await keySet.leave()
    expectProblem(await ask(service, tokenOf(known), '/whoami/now'), 'busy')
    expect((await ask(service, tokenOf(known))).status).toBe(200)
  })

  test('made-up key names cause few requests', async ({ keySet, start }) => {
    keySet.answers = [known]
    await keySet.arrive()
    const service = await start({ APP_URL: keySet.url, JWKS_COOLDOWN: '0' })
    keySet.answers = (response) => response.writeHead(503).end()
    const before = keySet.asked
    for (let call = 0; call < 20; call += 1) {
      expectProblem(await ask(service, tokenOf(unknown)), 'busy')
    }
    expect(keySet.asked - before).toBeLessThan(10)
  })

  test('a request without an answer is 503, and known keys go on', async ({ keySet, start }) => {
    keySet.answers = [known]
    await keySet.arrive()
    const service = await start({ APP_URL: keySet.url, JWKS_COOLDOWN: '0' })
    const unanswered: unknown[] = []
    keySet.answers = (response) => void unanswered.push(response)
    expectProblem(await ask(service, tokenOf(unknown)), 'busy')
    expect(unanswered).toHaveLength(1)
    expect((await ask(service, tokenOf(known))).status).toBe(200)
  })
})

test.describe('a wrong setting', () => {
  const wrong: [Record<string, string>, RegExp][] = [
    [{ APP_URL: 'http://app.example.com' }, /^APP_URL must be .*http is for loopback only\.$/],
    [{ APP_URL: 'https://app.example.com/' }, /^APP_URL must be the origin/],
    [{ APP_URL: 'app.example.com' }, /^APP_URL must be the origin/],
    [{ ALLOWED_ORIGINS: '*' }, /^ALLOWED_ORIGINS must be origins/],
    [{ JWKS_CACHE: 'long' }, /^JWKS_CACHE must be a whole number from 1 to 86400\.$/],
    [{ JWKS_CACHE: '0' }, /^JWKS_CACHE must be/],
    [{ JWKS_COOLDOWN: '-1' }, /^JWKS_COOLDOWN must be/],
    [{ JWKS_CACHE: '60', JWKS_STALE: '59' }, /^JWKS_STALE must be at least JWKS_CACHE\.$/],
    [{ PORT: '70000' }, /^PORT must be a whole number from 1 to 65535\.$/],
  ]
  test('when it has a wrong kind or range, one line ends the start', async () => {
    const refused = async ([env, line]: (typeof wrong)[number]) => {
      const { output, ended } = runNode(['examples/resource-server/server.mjs'], env)
      expect(await ended, JSON.stringify(env)).toBe(1)
      expect(output).toEqual([expect.stringMatching(line)])
    }
    await Promise.all(wrong.map(refused))
  })

  test('when the port is taken, one line ends the start', async ({ keySet, start }) => {
    await keySet.arrive()
    const env = { APP_URL: keySet.url, PORT: new URL(keySet.url).port }
    await expect(start(env)).rejects.toThrow(/cannot be listened on: EADDRINUSE/)
  })
})
