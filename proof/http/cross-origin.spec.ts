/** What is not in the table of `e2e/support/cross-site.ts`. */
import { Client } from '../../e2e/support/client'
import { cookiePair } from '../../e2e/support/cookie'
import { signUp } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { head, sendRaw } from '../../e2e/support/raw'
import { expect, test } from '../../e2e/support/test'

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

test('when a page is at another name of this machine and Host has the same, it is served', async ({
  app,
}) => {
  for (const host of ['localhost', '127.0.0.1', '[::1]', 'app.localhost']) {
    const client = new Client(app, `http://${host}:${app.port}`)
    await signUp(client)
  }
})

test('when a name resolves to this machine (DNS rebinding), its page is refused', async ({
  app,
  someone,
}) => {
  const Host = `evil.example:${app.port}`
  const headers = { Origin: `http://${Host}`, Host }
  expectProblem(await someone.client.post('/api/auth/logout', undefined, headers), 'cross-origin')
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
  await expect
    .poll(() => app.output.filter((line) => line.includes(Origin)))
    .toEqual([expect.stringMatching(/"origin_refused".*"setting":"APP_URL"/)])
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
