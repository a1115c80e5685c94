import { readFileSync } from 'node:fs'
import { type Answer, Client, type HeaderChanges } from '../../e2e/support/client'
import { cookiePair } from '../../e2e/support/cookie'
import { bearer, type SignedIn, signIn, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { expect, test } from '../../e2e/support/test'

/** What stands on /account and nowhere else, beside the person's address. */
const ON_THE_PAGE = 'Who you are'

/** Asks as the router would: Next answers a request without the right `_rsc` by naming it. */
async function ask(client: Client, way: string, headers: HeaderChanges = {}): Promise<Answer> {
  const path = way.includes('BUILD_ID') ? way.replace('BUILD_ID', buildId()) : way
  const answer = await client.get(path, headers)
  const { location = '' } = answer.headers
  return /[?&]_rsc\b/.test(location) ? client.get(location, headers) : answer
}

/** The name of this build, which is a part of some of its addresses. */
function buildId(): string {
  return readFileSync(new URL('../../.next/BUILD_ID', import.meta.url), 'utf8').trim()
}

function expectNothing(answer: Answer, person: SignedIn): void {
  const everything = JSON.stringify([answer.headers, answer.setCookies, answer.text])
  for (const secret of [ON_THE_PAGE, person.user.email, person.user.id, person.sessionId]) {
    expect(everything).not.toContain(secret)
  }
}

/** CVE-2025-29927: what made older versions believe that middleware had run already. */
const SUBREQUESTS = [
  'middleware',
  'src/middleware',
  'pages/_middleware',
  'proxy',
  'src/proxy',
].flatMap((name) => [1, 2, 5, 6].map((times) => Array(times).fill(name).join(':')))

const RSC = { RSC: '1' }
const PREFETCH = { ...RSC, 'Next-Router-Prefetch': '1' }
/** What a browser says that it shows already: the landing page. */
const AT_HOME = encodeURIComponent(
  JSON.stringify(['', { children: ['__PAGE__', {}, null, null] }, null, null]),
)

/** Ways to ask for the page. `shows`: does a signed-in user get its content? */
const WAYS: [path: string, headers: HeaderChanges, shows: boolean][] = [
  ['/account', {}, true],
  ['/account?_rsc=abc', {}, true],
  ['/account?x=1', {}, true],
  ['/./account', {}, true],
  ['/nowhere/../account', {}, true],
  ['/_next/../account', {}, true],
  ['/_next/static/../../account', {}, true],
  ['/_next/data/BUILD_ID/account.json', {}, true],
  ['/account', RSC, true],
  ['/account', { ...RSC, 'Next-Router-State-Tree': AT_HOME }, true],
  ['/account', { ...RSC, 'Next-Url': '/account' }, true],
  ['/account', PREFETCH, false],
  ['/account', { ...RSC, 'Next-Router-Prefetch': '2' }, false],
  ...['/_tree', '/_index', '/_head', '/_full', '/account', '/account/__PAGE__', '/!x', '../x'].map(
    (segment): [string, HeaderChanges, boolean] => [
      '/account',
      { ...PREFETCH, 'Next-Router-Segment-Prefetch': segment },
      false,
    ],
  ),
  ['/account', { 'X-Nextjs-Data': '1' }, true],
  ['/account', { Purpose: 'prefetch', 'Sec-Purpose': 'prefetch' }, true],
  ['/account', { 'X-Matched-Path': '/sign-in', 'X-Invoke-Path': '/account' }, true],
  ['/sign-in', { 'X-Invoke-Path': '/account', 'X-Matched-Path': '/account' }, false],
  ['/', { 'X-Rewrite-Url': '/account', 'X-Original-Url': '/account' }, false],
  ['/', { 'X-Middleware-Rewrite': '/account', 'X-Middleware-Next': '1' }, false],
  ['/account', { 'X-Middleware-Next': '1' }, true],
  ['/account', { 'Next-Action': '00'.repeat(21) }, true],
  ['/account/', {}, false],
  ['//account', {}, false],
  ['/account//', {}, false],
  ['/account/.', {}, false],
  ['/account%2f', {}, false],
  ['/%2faccount', {}, false],
  ['/%61ccount', {}, false],
  ['/%2561ccount', {}, false],
  ['/ACCOUNT', {}, false],
  ['/Account', {}, false],
  ['/account%20', {}, false],
  ['/account%00', {}, false],
  ['/account;x', {}, false],
  ['/account%3fx', {}, false],
  ['/account\\', {}, false],
  ['/\\account', {}, false],
  ['/en/account', {}, false],
  ['/index/account', {}, false],
  ['/account/index', {}, false],
  ['/account.rsc', {}, false],
  ['/account.rsc', RSC, false],
  ['/account.prefetch.rsc', PREFETCH, false],
  ['/account.txt', {}, false],
  ['/account.html', {}, false],
  ['/account.json', {}, false],
  ['/account.meta', {}, false],
  ['/account.segments/_tree.segment.rsc', {}, false],
  ['/account.segments/_full.segment.rsc', {}, false],
  ['/account.segments/account.segment.rsc', {}, false],
  ['/account.segments/account/__PAGE__.segment.rsc', {}, false],
  ['/account.segments/account/__PAGE__.segment.rsc', PREFETCH, false],
  ['/_next/data/x/account.json', {}, false],
  ['/_next/server/app/account.html', {}, false],
  ['/_next/static/../server/app/account.rsc', {}, false],
  ['/.next/server/app/account.html', {}, false],
  ['/_next/image?url=%2Faccount&w=64&q=75', {}, false],
]

test.describe('when a visitor asks for the account page, it shows nothing', () => {
  let revoked: Client

  /** A cookie that the edge must believe: signed well, not expired. Only the database knows. */
  test.beforeAll(async ({ app, someone }) => {
    const ended = await signIn(app, someone.person)
    await new Client(app).post('/api/auth/logout', undefined, {
      Cookie: cookiePair(app, ended.refreshToken),
    })
    revoked = ended.client
  })

  for (const [path, headers, shows] of WAYS) {
    const how = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
    test([path, ...how].join(', '), async ({ app, someone }) => {
      expectNothing(await ask(new Client(app), path, headers), someone)
      expectNothing(await ask(revoked, path, headers), someone)

      const forged = new Client(app)
      forged.refreshToken = someone.refreshToken.replace(/\.[^.]+$/, '.AAAA')
      expectNothing(await ask(forged, path, headers), someone)

      // The control: what must not be seen above is there to be seen.
      const own = await ask(someone.client, path, headers)
      if (shows) expect(own.text).toContain(ON_THE_PAGE)
    })
  }
})

test.describe('when x-middleware-subrequest comes, nothing is skipped', () => {
  test('on the protected page', async ({ app, someone }) => {
    const revoked = await signUpAndIn(app)
    await new Client(app).post('/api/auth/logout', undefined, {
      Cookie: cookiePair(app, revoked.refreshToken),
    })
    for (const value of SUBREQUESTS) {
      for (const headers of [{}, RSC, PREFETCH]) {
        const request = { ...headers, 'X-Middleware-Subrequest': value }
        const visitor = await ask(new Client(app), '/account', request)
        expectNothing(visitor, someone)
        expect(visitor.status).toBe(303)
        expectNothing(await ask(revoked.client, '/account', request), revoked)
      }
      const own = await ask(someone.client, '/account', { 'X-Middleware-Subrequest': value })
      expect(own.text).toContain(ON_THE_PAGE)
    }
  })

  test('on the API', async ({ app, someone }) => {
    for (const value of SUBREQUESTS) {
      const headers = { 'X-Middleware-Subrequest': value }
      for (const path of ['/api/me', '/api/nowhere']) {
        expectProblem(await new Client(app).get(path, headers), 'no-session')
        const forged = await new Client(app).get(path, { ...headers, ...bearer('x.y.z') })
        expectProblem(forged, 'invalid-token')
      }
      const own = await new Client(app).get('/api/me', {
        ...headers,
        ...bearer(someone.accessToken),
      })
      expect(own.status).toBe(200)
    }
  })
})
