/** What the build makes once, for everyone. How long each may be kept: `headers.spec.ts`. */
import { readFileSync } from 'node:fs'
import { Client } from '../support/client'
import { signUpAndIn } from '../support/people'
import { pagesOfBuild } from '../support/routes'
import { expect, test } from '../support/test'

const read = (path: string) =>
  JSON.parse(readFileSync(new URL(`../../.next/${path}`, import.meta.url), 'utf8'))

const { open, account } = pagesOfBuild()

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
