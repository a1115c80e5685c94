/**
 * Cookies of our name that another app on this host has set, on any of the paths that we read one
 * on: whatever lies there, no page sends in a circle, and signing in works.
 */
import { type Answer, Client } from '../../e2e/support/client'
import { clearedCookies, cookieName, cookiePair, hintName } from '../../e2e/support/cookie'
import { bearer, type Grant, signIn, signUp, signUpAndIn } from '../../e2e/support/people'
import { routesOfBuild } from '../../e2e/support/routes'
import { expect, test } from '../../e2e/support/test'

type Cookie = { path: string; token: string }

const PATHS = ['/', '/api', '/account', '/sign-in']
const PAGES = routesOfBuild().pages
/** A browser gives up after twenty; two are all that a way through these pages can need. */
const MOST_REDIRECTS = 2

/** A browser as far as paths go: it sends what lies on the way, the longest path first. */
class Browser {
  readonly #client: Client
  readonly app: { url: string }
  cookies: Cookie[]

  constructor(app: { url: string }, cookies: Cookie[]) {
    this.app = app
    this.cookies = cookies
    this.#client = new Client(app)
  }

  async send(method: string, path: string, json?: object, more = {}): Promise<Answer> {
    const { pathname } = new URL(path, this.app.url)
    const matching = this.cookies
      .filter(({ path: at }) => at === '/' || pathname === at || pathname.startsWith(`${at}/`))
      .toSorted((a, b) => b.path.length - a.path.length)
      .map(({ token }) => cookiePair(this.app, token))
    const answer = await this.#client.send(method, path, {
      headers: {
        Cookie: matching.join('; ') || null,
        Origin: this.app.url,
        'Sec-Fetch-Site': 'same-origin',
        ...(json && { 'Content-Type': 'application/json' }),
        ...more,
      },
      body: json && JSON.stringify(json),
    })
    for (const cookie of answer.setCookies) this.#store(cookie)
    return answer
  }

  #store(setCookie: string): void {
    const {
      name,
      token = '',
      path = '/',
    } = /^(?<name>[^=]+)=(?<token>[^;]*); Path=(?<path>[^;]+)/.exec(setCookie)?.groups ?? {}
    if (name === hintName(this.app)) return
    expect(name).toBe(cookieName(this.app))
    this.cookies = this.cookies.filter((cookie) => cookie.path !== path)
    if (!setCookie.endsWith('Max-Age=0')) this.cookies.push({ path, token })
  }

  /** Opens a page, and follows where it leads. */
  async open(path: string): Promise<Answer> {
    const way = [path]
    for (;;) {
      const answer = await this.send('GET', way.at(-1) ?? '')
      // Next redirects by a header, or in the document where it has begun to stream.
      const meta = /http-equiv="refresh" content="\d+;url=([^"]+)"/.exec(answer.text)?.[1]
      const to = answer.headers.location ?? meta?.replaceAll('&amp;', '&')
      if (to === undefined) return answer
      const { pathname, search } = new URL(to, this.app.url)
      way.push(pathname + search)
      expect(way.length, way.join(' -> ')).toBeLessThanOrEqual(MOST_REDIRECTS + 1)
    }
  }
}

test('when other cookies of the name lie on any path, no page loops, and signing in works', async ({
  app,
  database,
}) => {
  // Hundreds of pages, one after the other.
  test.setTimeout(600_000)
  const person = await signUp(new Client(app))
  const ended = await signUpAndIn(app)
  await ended.client.post('/api/auth/logout')
  const other = await signUpAndIn(app)
  const tokens = ['junk', ended.refreshToken, other.refreshToken]
  const singles = PATHS.flatMap((path) => tokens.map((token) => [{ path, token }]))
  const pairs = singles.flatMap((one) =>
    singles.filter((two) => one[0]!.path < two[0]!.path).map((two) => [...one, ...two]),
  )
  expect(pairs).toHaveLength(54)
  const revive = database.native.prepare(
    'UPDATE sessions SET revoked_at = NULL, revoked_reason = NULL WHERE id = ?',
  )
  const { refreshToken: mine, sessionId } = await signIn(app, person)
  for (const cookies of [...singles, ...pairs]) {
    revive.run(other.sessionId)
    const sent = cookies.map(({ path, token }) => `${path} ${tokens.indexOf(token)}`).join(', ')
    const visitor = new Browser(app, cookies)
    // Two cookies meet where a page is guarded, and where one signs in; the others read like these.
    const pages = cookies.length === 1 ? PAGES : ['/account', '/sign-in']
    for (const path of pages) expect((await visitor.open(path)).status, sent).toBe(200)

    // One that was signed in before the others came goes on; `/` is where our own lies.
    const planted = cookies.filter(({ path }) => path !== '/')
    const browser = new Browser(app, [...planted, { path: '/', token: mine }])
    expect((await browser.open('/account')).text, sent).toContain(person.email)
    expect((await browser.send('POST', '/api/auth/refresh')).status, sent).toBe(200)
  }
  expect(database.session(sessionId).revoked_at).toBeNull()
})

test('when they are there before a sign-in, it succeeds, and so does everything after it', async ({
  app,
  database,
}) => {
  const person = await signUp(new Client(app))
  const other = await signUpAndIn(app)
  const everywhere = (token: string) =>
    ['/', '/api', '/api/auth', '/account', '/sign-in'].map((path) => ({ path, token }))
  for (const token of ['junk', other.refreshToken]) {
    const browser = new Browser(app, everywhere(token))
    const signedIn = await browser.send('POST', '/api/auth/login', person)
    expect(signedIn.status).toBe(200)
    expect((await browser.open('/account')).text).toContain(person.email)
    const refreshed = await browser.send('POST', '/api/auth/refresh')
    const { accessToken, user } = refreshed.json<Grant>()
    expect(user.email).toBe(person.email)
    const list = await browser.send('GET', '/api/account/sessions', undefined, bearer(accessToken))
    expect(list.status).toBe(200)
    // What came with the sign-in is gone from the browser; the rest it could not see.
    expect(browser.cookies.map(({ path }) => path).sort()).toEqual(['/', '/account', '/sign-in'])
    expect(signedIn.setCookies.slice(0, -2)).toContain(
      clearedCookies(app)[0]?.replace('Path=/;', 'Path=/api;'),
    )
  }
  expect(database.session(other.sessionId).revoked_reason).toBe('replaced')
})

test('when two apps run on one host, signing in to one leaves the other signed in', async ({
  app,
  startApp,
}) => {
  const neighbour = await startApp()
  const here = await signUpAndIn(app)
  const there = await signUpAndIn(neighbour)
  const Cookie = [cookiePair(app, here.refreshToken), cookiePair(neighbour, there.refreshToken)]
  for (const { client, user } of [here, there]) {
    const page = await client.get('/account', { Cookie: Cookie.join('; ') })
    expect(page.text).toContain(user.email)
    const out = await client.post('/api/auth/logout', undefined, { Cookie: Cookie.join('; ') })
    expect(out.setCookies).toEqual(clearedCookies(client.origin))
  }
})
