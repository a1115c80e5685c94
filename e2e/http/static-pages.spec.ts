/** What the build makes once, for everyone, and that nothing else may be kept. */
import { readFileSync } from 'node:fs'
import { gateOf } from '../../lib/http/routes'
import { Client } from '../support/client'
import { everyOperation } from '../support/operations'
import { bearer, signUpAndIn } from '../support/people'
import { pagesOfBuild, routesOfBuild } from '../support/routes'
import { expect, test } from '../support/test'

const read = (path: string) =>
  JSON.parse(readFileSync(new URL(`../../.next/${path}`, import.meta.url), 'utf8'))

const { open, account } = pagesOfBuild()

/** Answers for programs that say themselves how long they may be kept. */
const FOR_PROGRAMS = ['/.well-known/jwks.json']

test('when the build lists its pages, those for everyone are static, for good, and no other is', () => {
  const { routes } = read('prerender-manifest.json')
  for (const path of [...open, '/_not-found']) {
    expect(routes[path]?.initialRevalidateSeconds, path).toBe(false)
  }
  for (const path of account) expect(routes, path).not.toHaveProperty([path])
  expect(Object.keys(read('static-pages.json').pages).sort()).toEqual(
    [...open, '/_not-found'].sort(),
  )
})

test('when a static page is asked for, its policy names each of its scripts, and everyone gets the same bytes', async ({
  app,
}) => {
  const { client } = await signUpAndIn(app)
  for (const path of [...open, '/nowhere']) {
    const [visitor, user] = [await new Client(app).get(path), await client.get(path)]
    const policy = visitor.headers['content-security-policy'] ?? ''
    expect(policy, path).toMatch(/script-src 'self' ('sha256-[\w+/=]{44}' )+'strict-dynamic';/)
    expect(policy, path).not.toMatch(/unsafe|nonce|upgrade-insecure-requests/)
    expect(user.text, path).toBe(visitor.text)
    expect(user.headers['content-security-policy'], path).toBe(policy)
    expect(user.setCookies, path).toEqual([])
    expect(visitor.headers['cache-control'], path).toMatch(
      path === '/nowhere' ? /\bno-store\b/ : /^no-cache$/,
    )
    for (const [tag] of visitor.text.matchAll(/<script\b[^>]*src=[^>]*>/g)) {
      const hash = / integrity="(sha256-[^"]+)"/.exec(tag)?.[1] ?? 'none'
      expect(policy, tag).toContain(`'${hash}'`)
    }
  }
})

test('when APP_URL is https, static pages upgrade what they load', async ({ startApp }) => {
  const app = await startApp({ env: { APP_URL: 'https://app.example.com' } })
  const { headers } = await new Client(app, 'https://app.example.com').get('/sign-in')
  expect(headers['content-security-policy']).toContain('upgrade-insecure-requests')
})

test('when any route answers a user, nothing may keep the answer but what is the same for everyone', async ({
  app,
}) => {
  const operations = await everyOperation(app)
  const who = await signUpAndIn(app)
  const paths = [...routesOfBuild().handlers, ...account, '/account/nowhere', '/nowhere', '/api/x']
  for (const path of paths.filter((one) => !FOR_PROGRAMS.includes(one) && !one.includes('[['))) {
    for (const caller of [who.client, new Client(app)]) {
      const headers = caller === who.client ? bearer(who.accessToken) : {}
      const { headers: answered } = await caller.get(path.replace(/\[\w+\]/g, 'x'), headers)
      expect(answered['cache-control'], path).toMatch(/\bno-store\b/)
    }
  }
  // A page of a user in the form that the router asks for.
  for (const path of account) {
    for (const prefetch of [null, '1']) {
      const answer = await who.client.get(path, { rsc: '1', 'next-router-prefetch': prefetch })
      expect(answer.headers['cache-control'], path).toMatch(/\bno-store\b/)
    }
  }
  for (const { method, path } of operations) {
    if (gateOf(path) !== 'guarded-api' || method === 'GET') continue
    const answer = await new Client(app).send(method, path.replace(/\{\w+\}/g, 'x'))
    expect(answer.headers['cache-control'], path).toMatch(/\bno-store\b/)
  }
})
