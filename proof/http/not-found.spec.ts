import { Client } from '../../e2e/support/client'
import { bearer, signUpAndIn } from '../../e2e/support/people'
import { expectNoInternals, expectProblem } from '../../e2e/support/problems'
import { head, sendRaw } from '../../e2e/support/raw'
import { expect, test } from '../../e2e/support/test'

test.describe('when a path has no route', () => {
  const paths = [
    '/api/nowhere',
    '/api/me/x',
    '/api/auth',
    '/api/auth/nowhere',
    '/api/auth/login/x',
    '/api/admin',
    '/api/%6de/x',
    '/api/auth/login%2f..%2f..%2fme',
    '/api/.env',
    '/api/auth/refresh.rsc',
    '/api/%',
    '/api/%ff',
  ]
  for (const path of paths) {
    test(`${path}: 404 with a token, 401 without`, async ({ app, someone }) => {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        const { client, accessToken } = someone
        const known = await client.send(method, path, { headers: bearer(accessToken) })
        expectProblem(known, 'not-found')
        expectProblem(await new Client(app).send(method, path), 'no-session')
        const refused = await new Client(app).send(method, path, { headers: bearer('x.y.z') })
        expectProblem(refused, 'invalid-token')
      }
    })
  }

  test('/api itself is closed as well', async ({ app }) => {
    for (const path of ['/api', '/api?x']) {
      expectProblem(await new Client(app).get(path), 'no-session')
    }
  })

  test('no other spelling of /api/me opens it, also with a token of an ended session', async ({
    app,
  }) => {
    const ended = await signUpAndIn(app)
    await ended.client.post('/api/auth/logout')
    const spellings = [
      '//api/me',
      '/api//me',
      '/api/./me',
      '/api/auth/../me',
      '/api/auth/login/../../me',
      '/api/health/../me',
      '/api/me/',
      '/API/me',
      '/api/ME',
      '/api/%6d%65',
      '/api/me%00',
      '/api/me;x',
      '/api/me.rsc',
      '/api/me.json',
      '/_next/data/x/api/me.json',
      '/api/health%2f..%2fme',
      '/index/api/me',
    ]
    for (const path of spellings) {
      for (const headers of [{}, bearer(ended.accessToken)]) {
        const answer = await new Client(app).send('GET', path, { headers })
        expect(answer.status, path).toBeGreaterThanOrEqual(300)
        expect(answer.text, path).not.toContain(ended.user.email)
      }
    }
  })
})

test('when a request is not HTTP, the answer says nothing about the server', async ({ app }) => {
  const requests = [
    'GET / HTTP/9.9\r\n\r\n',
    'nonsense\r\n\r\n',
    head(app, 'GET /api/health', ['Bad Header: x']),
    head(app, 'GET /api/health', ['Content-Length: -1']),
    head(app, 'POST /api/auth/login', ['Content-Length: 5', 'Transfer-Encoding: chunked']),
    head(app, 'POST /api/auth/login', ['Content-Length: 5', 'Content-Length: 6']),
    head(app, 'GET /api/health', [`X-Long: ${'x'.repeat(20_000)}`]),
    head(app, 'GET /api/health\u0000'),
    'GET /api/health HTTP/1.1\r\n\r\n',
  ]
  for (const request of requests) {
    const answer = await sendRaw(app, [request])
    expect(answer.status, JSON.stringify(request.slice(0, 60))).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
    expectNoInternals(answer)
  }
})

test('when a path is malformed, the answer is no 5xx', async ({ app, someone }) => {
  const paths = ['/%', '/%ff', '/account/%E0%A4%A', '/sign-in?next=%', '/api/me?%']
  for (const path of paths) {
    const answer = await someone.client.send('GET', path, { headers: bearer(someone.accessToken) })
    expect(answer.status, path).toBeLessThan(500)
    expect(answer.headers).not.toHaveProperty('x-powered-by')
    expect(answer.text).not.toMatch(/URIError|decodeURI|node_modules/)
  }
  expect((await new Client(app).get('/api/health')).status).toBe(200)
})

test('when a page or an API answers, no header names the software', async ({ app, someone }) => {
  const paths = ['/', '/sign-in', '/sign-up', '/account', '/nowhere', '/icon.svg', '/api/me']
  for (const path of [...paths, '/api/health', '/api/nowhere', '/_next/static/nowhere.js']) {
    for (const client of [new Client(app), someone.client]) {
      const { headers } = await client.get(path)
      expect(headers, path).not.toHaveProperty('x-powered-by')
      expect(headers, path).not.toHaveProperty('server')
      expect(JSON.stringify(headers), path).not.toMatch(/next\.?js\/|\b\d+\.\d+\.\d+\b/i)
    }
  }
})
