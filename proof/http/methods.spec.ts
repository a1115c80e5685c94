import { Client } from '../../e2e/support/client'
import { cookiePair } from '../../e2e/support/cookie'
import { everyOperation } from '../../e2e/support/operations'
import { bearer } from '../../e2e/support/people'
import { expectNoInternals, expectProblem } from '../../e2e/support/problems'
import { head, sendRaw } from '../../e2e/support/raw'
import { expect, test } from '../../e2e/support/test'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
/** The app serves none of them; Node's server takes them all. */
const STRANGE = ['TRACE', 'PROPFIND', 'MKCOL', 'LOCK', 'PURGE', 'QUERY']

/** The methods of each path, by the API's description. */
async function allowed(app: { url: string }): Promise<Map<string, Set<string>>> {
  const routes = new Map<string, Set<string>>()
  for (const { method, path } of await everyOperation(app)) {
    const concrete = path.replace(/\{\w+\}/g, 'some-id')
    const methods = routes.get(concrete) ?? new Set(['OPTIONS'])
    routes.set(concrete, methods.add(method))
    if (method === 'GET') methods.add('HEAD')
  }
  return routes
}

/** The members of an `Allow` header. */
const listed = (allow = '') => new Set(allow.split(',').map((method) => method.trim()))

test('when a route does not have a method, the answer is 405 with Allow; OPTIONS gives the same', async ({
  app,
  someone: { client, accessToken },
}) => {
  for (const [path, own] of await allowed(app)) {
    const send = (method: string) => client.send(method, path, { headers: bearer(accessToken) })
    for (const method of METHODS.filter((one) => !own.has(one))) {
      const answer = await send(method)
      expect(listed(answer.headers.allow), `${method} ${path}`).toEqual(own)
      expect(answer.setCookies).toEqual([])
      if (method === 'HEAD') expect([answer.status, answer.text]).toEqual([405, ''])
      else expectProblem(answer, 'method-not-allowed')
    }
    const options = await send('OPTIONS')
    expect(options.text).toBe('')
    expect(listed(options.headers.allow), `OPTIONS ${path}`).toEqual(own)
  }
})

test('when TRACE, PROPFIND and their like come, the answer is 405 with Allow and echoes nothing', async ({
  app,
  someone,
}) => {
  for (const [path, own] of await allowed(app)) {
    for (const method of STRANGE) {
      const answer = await sendRaw(app, [
        head(app, `${method} ${path}`, [
          `Authorization: Bearer ${someone.accessToken}`,
          `Cookie: ${cookiePair(app, someone.refreshToken)}`,
          'Content-Length: 0',
        ]),
      ])
      expectProblem(answer, 'method-not-allowed')
      expect(listed(answer.headers.allow), `${method} ${path}`).toEqual(own)
      // TRACE must not echo the credentials it was sent (RFC 9110 section 9.3.8).
      expect(answer.text).not.toContain(someone.accessToken)
      expect(answer.text).not.toContain(someone.refreshToken)
    }
  }
})

test('when an action is asked by GET or HEAD, it changes nothing', async ({
  app,
  database,
  someone,
}) => {
  const before = database.session(someone.sessionId)
  const query = new URLSearchParams(someone.person)
  for (const [path] of await allowed(app)) {
    if (!path.startsWith('/api/auth/')) continue
    for (const method of ['GET', 'HEAD']) await someone.client.send(method, `${path}?${query}`)
  }
  expect(database.session(someone.sessionId)).toEqual(before)
  expect(someone.client.refreshToken).toBe(someone.refreshToken)
})

test('when a method override comes, it is ignored', async ({ app, someone }) => {
  const { client, refreshToken } = someone
  for (const name of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']) {
    const headers = { [name]: 'POST' }
    const answer = await client.send('GET', '/api/auth/logout?_method=POST', { headers })
    expectProblem(answer, 'method-not-allowed')
  }
  expect(client.refreshToken).toBe(refreshToken)
  expect((await new Client(app).get('/api/health')).status).toBe(200)
})

test('when a method is in lower case, it is another method and opens nothing', async ({
  app,
  someone,
}) => {
  for (const line of ['get /api/me', 'post /api/auth/logout', 'Get /account', 'gET /api/me']) {
    const answer = await sendRaw(app, [
      head(app, line, [
        `Authorization: Bearer ${someone.accessToken}`,
        `Cookie: ${cookiePair(app, someone.refreshToken)}`,
      ]),
    ])
    expect([400, 405]).toContain(answer.status)
    expect(answer.text).not.toContain(someone.user.email)
    expectNoInternals(answer)
  }
})
