import { bearer } from '../support/people'
import { expectProblem } from '../support/problems'
import { me } from '../support/sessions'
import { expect, test } from '../support/test'

test('when a user asks for /api/me, the answer is the user and nothing else', async ({
  someone,
}) => {
  const answer = await me(someone)
  expect(answer.status).toBe(200)
  expect(answer.setCookies).toEqual([])
  expect(answer.json()).toEqual({ user: someone.user })
  const head = await someone.client.send('HEAD', '/api/me', {
    headers: bearer(someone.accessToken),
  })
  expect({ status: head.status, text: head.text }).toEqual({ status: 200, text: '' })
})

test('when a token is missing, of another kind or malformed, no guarded route opens', async ({
  someone: { client, accessToken, refreshToken },
}) => {
  for (const path of ['/api/me', '/api/account/sessions', '/api/nowhere']) {
    // The refresh cookie comes with each of them.
    expectProblem(await client.get(path), 'no-session')
    expectProblem(await client.get(path, { Authorization: 'Basic YTpi' }), 'no-session')
    for (const token of [refreshToken, 'x', `${accessToken} x`]) {
      expectProblem(await client.get(path, bearer(token)), 'invalid-token')
    }
  }
})

test('when a route does not have a method, the answer is 405 with the methods that it has', async ({
  someone: { client, accessToken },
}) => {
  const cases: [method: string, path: string, allow: string][] = [
    ['GET', '/api/auth/login', 'POST, OPTIONS'],
    ['DELETE', '/api/me', 'GET, HEAD, OPTIONS'],
    ['PUT', '/api/account/sessions', 'GET, HEAD, DELETE, OPTIONS'],
  ]
  for (const [method, path, allow] of cases) {
    const answer = await client.send(method, path, { headers: bearer(accessToken) })
    expectProblem(answer, 'method-not-allowed')
    expect(answer.headers.allow?.split(', ').sort()).toEqual(allow.split(', ').sort())
    const options = await client.send('OPTIONS', path, { headers: bearer(accessToken) })
    expect([options.status, options.headers.allow]).toEqual([204, answer.headers.allow])
  }
  expectProblem(await client.get('/api/nowhere', bearer(accessToken)), 'not-found')
})
