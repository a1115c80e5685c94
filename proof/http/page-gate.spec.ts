import { Client } from '../../e2e/support/client'
import { cookiePair } from '../../e2e/support/cookie'
import { signUpAndIn } from '../../e2e/support/people'
import { pagesOfBuild } from '../../e2e/support/routes'
import { expect, test } from '../../e2e/support/test'

test('when a visitor opens an account page, the redirect to sign-in has the page as next', async ({
  app,
}) => {
  const answer = await new Client(app).get('/account?tab=1&x=%2F%2Fevil.example')
  expect(answer.status).toBe(303)
  expect(answer.headers['cache-control']).toContain('no-store')
  const target = new URL(answer.headers.location ?? '', app.url)
  expect(target.origin).toBe(app.url)
  expect(target.pathname).toBe('/sign-in')
  expect(target.searchParams.get('next')).toBe('/account?tab=1&x=%2F%2Fevil.example')
})

test('when Host is forged, the redirect stays on this host', async ({ app }) => {
  const answer = await new Client(app).get('/account', {
    Host: 'evil.example',
    'X-Forwarded-Host': 'evil.example',
  })
  expect(answer.status).toBe(303)
  expect(answer.headers.location).toMatch(/^(http:\/\/127\.0\.0\.1:\d+)?\/sign-in\?/)
})

test('when a page is opened, the refresh cookie never changes', async ({ app, someone }) => {
  for (const token of ['junk', `${someone.refreshToken}x`, someone.refreshToken, undefined]) {
    const client = new Client(app)
    client.refreshToken = token
    for (const path of ['/', '/account', '/sign-in', '/api/me', '/nowhere']) {
      expect((await client.get(path)).setCookies).toEqual([])
    }
  }
})

test('when another cookie of the name comes too, the one that verifies opens the page', async ({
  app,
  someone,
}) => {
  const cookies = ['x', someone.refreshToken].map((token) => cookiePair(app, token))
  for (const order of [cookies, cookies.toReversed()]) {
    const answer = await new Client(app).get('/account', { Cookie: order.join('; ') })
    expect(answer.status).toBe(200)
    expect(answer.text).toContain(someone.user.email)
  }
})

test('when a revoked session has a good signature, the sign-in page shows and does not redirect', async ({
  app,
}) => {
  const { client, refreshToken, user } = await signUpAndIn(app)
  await client.post('/api/auth/logout')
  client.refreshToken = refreshToken
  const page = await client.get('/account')
  // Next redirects by a header, or in the document where it has begun to stream.
  expect(`${page.headers.location ?? ''} ${page.text}`).toContain('/sign-in?next=%2Faccount')
  const signInPage = await client.get('/sign-in?next=%2Faccount')
  expect(signInPage.status).toBe(200)
  expect(signInPage.text).toContain('<form')
  expect(signInPage.text).not.toContain(user.email)
})

test('when a page of a user is rendered, it has a policy with a new nonce, and no cache stores it', async ({
  someone,
}) => {
  const nonces = new Set<string>()
  const pages = [...pagesOfBuild().account, '/account']
  for (const path of pages) {
    const { headers, text } = await someone.client.get(path)
    const policy = headers['content-security-policy'] ?? ''
    const nonce = /script-src [^;]*'nonce-([\w+/=-]{22,})'/.exec(policy)?.[1] ?? ''
    expect(nonce, path).not.toBe('')
    expect(policy, path).not.toMatch(/script-src [^;]*'unsafe-/)
    for (const directive of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) {
      expect(policy, path).toContain(directive)
    }
    nonces.add(nonce)
    const tags = text.match(/<script[^>]*>/g) ?? []
    // One is the same on every page, and the policy has its hash.
    expect(tags.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual(['<script>'])
    expect(tags.length).toBeGreaterThan(3)
    expect(headers['cache-control'], path).toContain('no-store')
    expect(headers['x-content-type-options'], path).toBe('nosniff')
  }
  expect(nonces.size).toBe(pages.length)
})

test('when a request brings a nonce, it is ignored', async ({ app, someone }) => {
  const planted = "script-src 'nonce-planted'"
  const headers = { 'Content-Security-Policy': planted, 'X-Nonce': 'planted' }
  for (const [client, path] of [
    [new Client(app), '/'],
    [new Client(app), '/nowhere'],
    [someone.client, '/account'],
    [someone.client, '/account/nowhere'],
  ] as const) {
    const answer = await client.get(path, headers)
    expect(answer.headers['content-security-policy']).not.toContain('planted')
    expect(answer.text).not.toContain('planted')
  }
})
