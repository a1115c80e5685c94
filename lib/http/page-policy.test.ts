import { expect, test } from 'vitest'
import { config as middleware } from '../../middleware'
import { pageHeaders } from './page-policy'
import { PROTECTED_PAGES } from './routes'

const staticPages = {
  pages: { '/': ['sha256-home'], '/_not-found': ['sha256-none'] },
  settings: {},
}
const settings = { secure: false, development: false, staticPages }
const headersOf = (path: string) => pageHeaders(path, settings)

test('when a page is static, it is kept, asked for again, and runs what the build has named', () => {
  expect(headersOf('/')).toMatchObject({ cache: 'no-cache', hasNonce: false })
  expect(headersOf('/')?.policy).toContain("script-src 'self' 'sha256-home' 'strict-dynamic';")
})

test('when a page is of a user, it has a new nonce each time, and nothing keeps it', () => {
  for (const path of ['/account', '/account/sessions', '/account/nowhere']) {
    const [one, other] = [headersOf(path), headersOf(path)]
    expect(one).toMatchObject({ cache: 'no-store', hasNonce: true })
    // An address that is none shows a static page there, too.
    expect(one?.policy).toMatch(
      /script-src 'self' 'nonce-[\w-]{22}' 'sha256-none' 'strict-dynamic';/,
    )
    expect(one?.policy).not.toBe(other?.policy)
  }
})

test.each(['/nowhere', '/_not-found/x', '/constructor', '/__proto__', '/_next/data/x'])(
  'when %s is asked for, it shows that there is no such page, and nothing keeps that',
  (path) => {
    expect(headersOf(path)).toMatchObject({ cache: 'no-store', hasNonce: false })
    expect(headersOf(path)?.policy).toContain("'self' 'sha256-none' 'strict-dynamic'")
  },
)

test.each(['/api/me', '/api/health', '/.well-known/jwks.json', '/_next/static/a.js', '/icon.svg'])(
  'when %s is asked for, which is no page, the closed policy stays',
  (path) => {
    expect(headersOf(path)).toBeNull()
  },
)

test('when the build has said nothing, no script runs on a page without a nonce', () => {
  const policy = pageHeaders('/', { ...settings, staticPages: { pages: {}, settings: {} } })?.policy
  expect(policy).toContain("script-src 'self' 'strict-dynamic';")
})

test('when the app is developed, every page has a nonce', () => {
  expect(pageHeaders('/', { ...settings, development: true })).toMatchObject({ hasNonce: true })
})

test('when a page is protected, it passes the middleware', () => {
  for (const root of PROTECTED_PAGES) expect(middleware.matcher).toContain(`${root}/:path*`)
})
