import type { App } from '../../e2e/support/app'
import { Client, type HeaderChanges } from '../../e2e/support/client'
import { cookiePair } from '../../e2e/support/cookie'
import type { AppDatabase } from '../../e2e/support/database'
import { newPerson, type SignedIn, signUp, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { expect, test } from '../../e2e/support/test'
import { head, sendRaw } from '../support/raw'

/** What a browser adds to a request that another site's page has started, and what looks like it. */
const foreign = ({ port }: App): [title: string, headers: HeaderChanges][] => [
  ['another site', { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }],
  ['another site, in a browser without Sec-Fetch-Site', { Origin: 'https://evil.example' }],
  ['a sandboxed frame or a file', { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' }],
  ['an empty origin', { Origin: '' }],
  ['our host as the start of theirs', { Origin: `http://127.0.0.1:${port}.evil.example` }],
  ['our host before an @', { Origin: `http://127.0.0.1:${port}@evil.example` }],
  ['our port at their host', { Origin: `http://evil.example:${port}` }],
  ['our host as their sub-domain', { Origin: `http://127.0.0.1.evil.example:${port}` }],
  ['another port', { Origin: `http://127.0.0.1:${port + 1}` }],
  ['no port', { Origin: 'http://127.0.0.1' }],
  ['another scheme', { Origin: `https://127.0.0.1:${port}` }],
  ['another name of this machine', { Origin: `http://localhost:${port}` }],
  ['two origins, ours first', { Origin: `http://127.0.0.1:${port} https://evil.example` }],
  [
    'a name that resolves to this machine',
    { Origin: `http://evil.example:${port}`, Host: `evil.example:${port}` },
  ],
  ['Sec-Fetch-Site: cross-site', { 'Sec-Fetch-Site': 'cross-site' }],
  ['Sec-Fetch-Site: same-site', { 'Sec-Fetch-Site': 'same-site' }],
  ['Sec-Fetch-Site: none', { 'Sec-Fetch-Site': 'none' }],
  ['Sec-Fetch-Site: nonsense', { 'Sec-Fetch-Site': 'same-origin-ish' }],
  [
    'our origin, yet cross-site',
    { Origin: `http://127.0.0.1:${port}`, 'Sec-Fetch-Site': 'cross-site' },
  ],
  [
    'another origin, yet same-origin',
    { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'same-origin' },
  ],
]

/** Every row of users and sessions: what a refused request must leave as it was. */
const everything = (database: AppDatabase) => [
  database.native.prepare('SELECT * FROM users ORDER BY id').all(),
  database.native.prepare('SELECT * FROM sessions ORDER BY id').all(),
]

const json = { 'Content-Type': 'application/json' }

test.describe('when a request comes from elsewhere, it changes nothing', () => {
  const calls: [path: string, body: (who: SignedIn, database: AppDatabase) => unknown][] = [
    ['/api/auth/sign-up', newPerson],
    ['/api/auth/login', ({ person }) => person],
    ['/api/auth/refresh', () => undefined],
    [
      '/api/auth/reset-password',
      ({ user }, database) => ({
        token: database.passwordResetToken(user.id),
        newPassword: newPerson().password,
      }),
    ],
    ['/api/auth/logout', () => undefined],
  ]
  for (const [path, body] of calls) {
    test(`POST ${path}`, async ({ app, database }) => {
      const who = await signUpAndIn(app)
      const { client, refreshToken } = who
      const document = body(who, database)
      const before = everything(database)
      for (const [title, headers] of foreign(app)) {
        await test.step(title, async () => {
          const answer = await client.send('POST', path, {
            headers: { ...(document !== undefined && json), ...headers },
            body: document === undefined ? undefined : JSON.stringify(document),
          })
          expectProblem(answer, 'cross-origin')
          expect(answer.setCookies).toEqual([])
          expect(answer.headers).not.toHaveProperty('clear-site-data')
          expectNoCors(answer.headers)
        })
      }
      expect(everything(database)).toEqual(before)
      expect(client.refreshToken).toBe(refreshToken)

      // The control: the same request from our own page is served.
      expect((await client.post(path, document)).status).toBeLessThan(300)
      expect(everything(database)).not.toEqual(before)
    })
  }
})

test('when two Origin headers come, in either order, the request is refused', async ({
  app,
  someone,
}) => {
  const ours = `Origin: ${app.url}`
  const theirs = 'Origin: https://evil.example'
  for (const lines of [
    [ours, theirs],
    [theirs, ours],
  ]) {
    const answer = await sendRaw(app, [
      head(app, 'POST /api/auth/logout', [
        `Cookie: ${cookiePair(app, someone.refreshToken)}`,
        'Content-Length: 0',
        ...lines,
      ]),
    ])
    expectProblem(answer, 'cross-origin')
  }
})

test('when a caller is no browser and sends neither header, it is served', async ({ app }) => {
  const client = new Client(app)
  const person = newPerson()
  const send = (path: string, body?: unknown) =>
    client.send('POST', path, {
      headers: body ? json : {},
      body: body ? JSON.stringify(body) : undefined,
    })
  expect((await send('/api/auth/sign-up', person)).status).toBe(201)
  expect((await send('/api/auth/login', person)).status).toBe(200)
  expect((await send('/api/auth/refresh')).status).toBe(200)
  expect((await send('/api/auth/logout')).status).toBe(204)
})

test('when a page is at another name of this machine and Host has the same, it is served', async ({
  app,
}) => {
  for (const host of ['localhost', '127.0.0.1', '[::1]', 'app.localhost']) {
    const client = new Client(app, `http://${host}:${app.port}`)
    await signUp(client)
  }
})

test('when a page of ours has a no-referrer policy, it may sign in', async ({ app, someone }) => {
  const headers = { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' }
  const answer = await new Client(app).post('/api/auth/login', someone.person, headers)
  expect(answer.status).toBe(200)
})

test('when a user comes by an address that is not APP_URL, the answer names the right one and the log the setting', async ({
  startApp,
}) => {
  // Another server: the lines of a minute are used up on the one of the other tests.
  const app = await startApp()
  const Origin = `http://192.0.2.7:${app.port}`
  const Host = `192.0.2.7:${app.port}`
  const answer = await new Client(app).post('/api/auth/login', {}, { Origin, Host })
  expectProblem(answer, 'cross-origin')
  expect(answer.text).toContain(`http://localhost:${app.port}`)
  const lines = app.output.filter((line) => line.includes(Origin))
  expect(lines).toEqual([expect.stringMatching(/"origin_refused".*"setting":"APP_URL"/)])
})

test('when a link of another site leads here, the page shows', async ({ app, someone }) => {
  const answer = await someone.client.send('GET', '/account', {
    headers: { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' },
  })
  expect(answer.status).toBe(200)
  expect(answer.text).toContain(someone.user.email)
  const health = await new Client(app).send('GET', '/api/health', {
    headers: { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' },
  })
  expect(health.status).toBe(200)
})

test('when another origin asks, no answer lets it read', async ({ app, someone }) => {
  const { client, accessToken } = someone
  const paths = ['/', '/account', '/sign-in', '/api/me', '/api/health', '/api/auth/refresh']
  for (const path of [...paths, '/api/nowhere', '/icon.svg']) {
    for (const Origin of [
      'https://evil.example',
      'null',
      `http://127.0.0.1:${app.port}.evil.org`,
    ]) {
      for (const method of ['GET', 'OPTIONS']) {
        const answer = await client.send(method, path, {
          headers: {
            Origin,
            Authorization: `Bearer ${accessToken}`,
            ...(method === 'OPTIONS' && {
              'Access-Control-Request-Method': 'POST',
              'Access-Control-Request-Headers': 'authorization, content-type',
            }),
          },
        })
        expectNoCors(answer.headers)
        expect(answer.headers['cross-origin-resource-policy']).toBe('same-origin')
      }
    }
  }
})

function expectNoCors(headers: Record<string, string>): void {
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
}
