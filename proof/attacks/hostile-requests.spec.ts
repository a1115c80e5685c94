/** What no browser sends: nothing of it is a 5xx, a redirect to elsewhere, or an answer without its headers. */

import type { App } from '../../e2e/support/app'
import { type Answer, Client } from '../../e2e/support/client'
import { cookiePair } from '../../e2e/support/cookie'
import { expectFixedHeaders } from '../../e2e/support/headers'
import { bearer, type SignedIn, signIn, signUpAndIn } from '../../e2e/support/people'
import { sendRaw } from '../../e2e/support/raw'
import { expect, test } from '../../e2e/support/test'

const TREE = encodeURIComponent('["",{"children":["__PAGE__",{}]}]')
const LONG = 'a'.repeat(12_000)

const TARGETS = [
  ...[
    '/',
    '/account',
    '/account/',
    '/account/sessions/%',
    '/sign-in?next=%',
    '/nowhere',
    '/%',
    '/%ff',
  ],
  ...['/%00', '/a%00b', '/%2e%2e/%2e%2e', '/%5c', '/\\evil.example', '//evil.example/', '///x//'],
  ...['/?%', '/?__proto__=x', '/?_rsc=x', '/#x', '*', '/index', '/404', '/500', '/_error'],
  ...[
    '/_global-error',
    '/x/../_global-error',
    '/_global-error.rsc',
    '/%5fglobal-error',
    '/_not-found',
  ],
  ...[
    '/.rsc',
    '/account.rsc',
    '/account.segments/x.segment.rsc',
    '/icon.svg',
    '/icon.svg/',
    '/favicon.ico',
  ],
  ...['/_next', '/_next/nothing', '/_next/static/', '/_next/static/%', '/_next/static/%00'],
  ...[
    '/_next/static/../../package.json',
    '/_next/static/%2e%2e/%2e%2e/BUILD_ID',
    '/_next/data/x/account.json',
  ],
  ...['/_next/data/x/%.json', '/_next/image', '/_next/image?url=%2Ficon.svg&w=64&q=75'],
  ...[
    '/_next/image?url=http%3A%2F%2Fevil.example%2Fx&w=640&q=75',
    '/__nextjs_original-stack-frames',
  ],
  ...[
    '/api',
    '/api/',
    '/api?x',
    '/api//me',
    '//api/me',
    '/api/me/',
    '/api/%',
    '/api/%ff',
    '/api/nowhere',
  ],
  ...['/api/me', '/api/../account', '/api/%2e%2e/account', '/api/health', '/API', '/.well-known/'],
  ...['http://evil.example', 'http://evil.example/account', 'http://evil.example//account/'],
  ...['https://evil.example?x', 'HTTP://EVIL.example/api', 'http://evil.example/api/auth/logout'],
  ...['http://u:p@evil.example/', 'http:///account', 'http://[/account', 'ftp://evil.example/'],
]

const METHODS = ['GET', 'POST', 'OPTIONS', 'TRACE']

const HEADERS = [
  ...['x', '%', '[]', '{}', '["",{"children":["a"]}]', LONG, TREE].map(
    (tree) => `rsc: 1\r\nnext-router-state-tree: ${tree}`,
  ),
  `rsc: 1\r\nnext-router-state-tree: ${TREE}\r\nnext-router-state-tree: ${TREE}`,
  'rsc: 1\r\nnext-router-prefetch: 1\r\nnext-router-segment-prefetch: /x%',
  'rsc: 1\r\nnext-url: //[',
  'rsc: 2\r\nnext-hmr-refresh: 1',
  'next-action: x',
  `next-action: ${'a'.repeat(42)}`,
  'next-resume: 1',
  'x-nextjs-data: 1',
  'x-middleware-prefetch: 1\r\nx-nextjs-data: 1',
  'x-middleware-subrequest: middleware:middleware:middleware:middleware:middleware',
  'x-middleware-rewrite: http://evil.example/',
  'x-matched-path: /account',
  'x-invoke-status: 500\r\nx-invoke-path: /_global-error\r\nx-invoke-error: {}',
  'x-now-route-matches: 1=%',
  'x-prerender-revalidate: x',
  'Cookie: %=%; a; =; "\r\nCookie: __prerender_bypass=x; __next_preview_data=y',
  'Accept: ;;;\r\nAccept-Encoding: ;q=x, br;q=1e999\r\nAccept-Language: ;;',
  'Range: bytes=9-1\r\nIf-Match: x\r\nIf-Modified-Since: x\r\nIf-None-Match: *',
  'X-Forwarded-Host: [\r\nX-Forwarded-Proto: x y\r\nX-Forwarded-Port: x',
  'X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https',
  'Sec-Fetch-Dest: image',
  'Expect: nonsense',
  'Content-Security-Policy: script-src x\r\ntraceparent: x',
  'User-Agent: \u00ff\r\nOrigin: http://[',
]

const HOSTS = ['', '[', '%', '"', 'a b', 'evil.example', 'evil.example:99999']

/** Multipart is what Next reads as a form that calls a function of the server. */
const BODIES = [
  [
    'multipart/form-data; boundary=x',
    '--x\r\nContent-Disposition: form-data; name="$ACTION_ID_a"\r\n\r\n\r\n--x--\r\n',
  ],
  ['multipart/form-data', 'x'],
  ['application/x-www-form-urlencoded', '%=%'],
  ['text/plain;charset=UTF-8', '[]'],
]

type Request = { line: string; headers?: string; host?: string; body?: string }

const requests: Request[] = [
  ...METHODS.flatMap((method) => TARGETS.map((target) => ({ line: `${method} ${target}` }))),
  ...['/', '/account', '/nowhere', '/api/me', '/icon.svg'].flatMap((target) =>
    HEADERS.flatMap((headers) =>
      ['GET', 'POST'].map((method) => ({ line: `${method} ${target}`, headers })),
    ),
  ),
  ...['GET /', 'GET /account', 'GET /account/', 'GET /api/me', 'POST /api/auth/logout'].flatMap(
    (line) => HOSTS.map((host) => ({ line, host })),
  ),
  ...['POST /', 'POST /account', 'GET /', 'POST /api/me', 'POST /api/auth/login'].flatMap((line) =>
    BODIES.map(([type, body = '']) => ({
      line,
      headers: `Content-Type: ${type}\r\nContent-Length: ${body.length}`,
      body,
    })),
  ),
]

function send(
  app: App,
  { line, headers = '', host, body = '' }: Request,
  someone?: SignedIn,
): Promise<Answer> {
  const lines = [
    `${line} HTTP/1.1`,
    `Host: ${host ?? `127.0.0.1:${app.port}`}`,
    'Connection: close',
    ...(headers ? [headers] : []),
    ...(someone ? [`Authorization: Bearer ${someone.accessToken}`] : []),
    ...(someone && !headers.includes('Cookie')
      ? [`Cookie: ${cookiePair(app, someone.refreshToken)}`]
      : []),
  ]
  return sendRaw(app, [Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1')])
}

function expectHarmless(app: App, { line }: Request, answer: Answer, what: string): void {
  expect.soft(answer.status, what).toBeLessThan(500)
  expectFixedHeaders(answer, what)
  const { location } = answer.headers
  if (location !== undefined) {
    expect.soft(new URL(location, app.url).origin, what).toBe(app.url)
    expect.soft(location, what).not.toMatch(/^\/[/\\]/)
  }
  const [method, target = ''] = line.split(' ')
  if (!/^\/api(?![\w.])(?!.*(\.\.|%2e))/.test(target)) return
  const isProblem = answer.headers['content-type'] === 'application/problem+json'
  expect.soft(isProblem || answer.status < 300, what).toBe(true)
  if (isProblem && method !== 'HEAD') expect.soft(answer.json(), what).toHaveProperty('code')
}

test('when requests are hostile, no answer is a 5xx, and all have their headers', async ({
  app,
}) => {
  const logged = app.output.length
  const held = await signUpAndIn(app)
  for (const request of requests) {
    const endsSession = request.line.endsWith('/api/auth/logout')
    const someone = endsSession ? await signIn(app, held.person) : held
    const answers = await Promise.all([send(app, request), send(app, request, someone)])
    for (const [index, answer] of answers.entries()) {
      const what = `${index ? 'someone' : 'a visitor'}: ${JSON.stringify(request).slice(0, 200)}`
      expectHarmless(app, request, answer, what)
      // Next sends a page's script to the same page again, with a hash of its headers.
      const { location = '' } = answer.headers
      if (!location.includes('_rsc')) continue
      const next = { ...request, line: `${request.line.split(' ')[0]} ${location}` }
      expectHarmless(app, next, await send(app, next, index ? someone : undefined), what)
    }
  }
  // Nothing of it makes Next write a stack trace, or a handler fail.
  const isFault = (line: string) =>
    !line.startsWith('{') || /"event":"(console|node_warning|\w+_failed)"/.test(line)
  expect(app.output.slice(logged).filter(isFault)).toEqual([])
  // To the end half of it came from a user with a session.
  const page = await send(app, { line: 'GET /account' }, held)
  expect(page.text).toContain(held.user.email)
  expect((await held.client.get('/api/me', bearer(held.accessToken))).status).toBe(200)
  expect((await new Client(app).get('/api/health')).status).toBe(200)
})

test('when the Host header is no host, it is a 400', async ({ app }) => {
  for (const line of ['GET /', 'GET /account', 'GET /api/me', 'POST /api/auth/logout']) {
    for (const host of ['a b', '<a>', '"', "a'", '[', '%', '\u00ff']) {
      const answer = await send(app, { line, host })
      expect(answer.status, `${line} ${host}`).toBe(400)
      expect(answer.json()).toMatchObject({ code: 'malformed-request' })
    }
  }
})

test('when a page is sent a form, it answers 405 and says what it takes', async ({ app }) => {
  for (const path of ['/', '/sign-in', '/account', '/icon.svg']) {
    const answer = await new Client(app).send('POST', path, {
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'x=1',
    })
    expect(answer.status, path).toBe(405)
    expect(answer.headers.allow).toBe('GET, HEAD, OPTIONS')
  }
})
