import { Client } from '../support/client'
import { bearer, signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { head, sendRaw } from '../support/raw'
import { expect, test } from '../support/test'

test('GET /api/me answers the user and nothing else', async ({ app }) => {
  const { client, accessToken, user } = await signUpAndIn(app)
  const answer = await client.get('/api/me', bearer(accessToken))
  expect(answer.status).toBe(200)
  expect(answer.headers['content-type']).toBe('application/json')
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(answer.setCookies).toEqual([])
  expect(answer.json()).toEqual({ user })
})

test('HEAD /api/me has the same status and no body', async ({ app }) => {
  const { client, accessToken } = await signUpAndIn(app)
  const answer = await client.send('HEAD', '/api/me', { headers: bearer(accessToken) })
  expect({ status: answer.status, text: answer.text }).toEqual({ status: 200, text: '' })
})

test('the scheme is read in any case', async ({ app }) => {
  const { client, accessToken } = await signUpAndIn(app)
  for (const scheme of ['bearer', 'BEARER', 'bEaReR']) {
    const answer = await client.get('/api/me', { Authorization: `${scheme} ${accessToken}` })
    expect(answer.status).toBe(200)
  }
})

test('without a token: no-session, and no error in the challenge', async ({ app }) => {
  const { client } = await signUpAndIn(app)
  expectProblem(await client.get('/api/me'), 'no-session')
  expectProblem(await client.get('/api/me', { Authorization: '' }), 'no-session')
  expectProblem(await client.get('/api/me', { Authorization: 'Basic YTpi' }), 'no-session')
})

test('a token is taken from the header and from nowhere else', async ({ app }) => {
  const { client, accessToken } = await signUpAndIn(app)
  const query = new URLSearchParams({ access_token: accessToken, token: accessToken })
  expectProblem(await client.get(`/api/me?${query}`), 'no-session')

  const withCookies = new Client(app)
  for (const name of ['access_token', 'token', 'Authorization', 'session']) {
    withCookies.cookies.set(name, accessToken)
  }
  expectProblem(await withCookies.get('/api/me'), 'no-session')

  const inBody = await client.send('GET', '/api/me', {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: `access_token=${accessToken}`,
  })
  expectProblem(inBody, 'no-session')

  for (const name of ['X-Access-Token', 'X-Authorization', 'Proxy-Authorization']) {
    expectProblem(await client.get('/api/me', { [name]: `Bearer ${accessToken}` }), 'no-session')
  }
})

test('a token that is none is refused', async ({ app }) => {
  const { client, accessToken } = await signUpAndIn(app)
  const wrong = [
    'Bearer',
    'Bearer ',
    'Bearer x',
    `Bearer ${accessToken} x`,
    `Bearer "${accessToken}"`,
  ]
  for (const Authorization of wrong) {
    expectProblem(await client.get('/api/me', { Authorization }), 'invalid-token')
  }
})

test('two Authorization headers are refused, in either order and joined', async ({ app }) => {
  const { accessToken } = await signUpAndIn(app)
  const good = `Authorization: Bearer ${accessToken}`
  const ask = (lines: string[]) => sendRaw(app, [head(app, 'GET /api/me', lines)])
  expect((await ask([good])).status).toBe(200)
  expectProblem(await ask([`${good}, Bearer x`]), 'invalid-token')
  expectProblem(await ask([`Authorization: Bearer x, ${good.slice(15)}`]), 'invalid-token')
  for (const lines of [
    [good, 'Authorization: Bearer x'],
    ['Authorization: Bearer x', good],
    [good, good],
    ['Authorization: Basic YTpi', good],
  ]) {
    expect((await ask(lines)).status, lines.join(' | ')).toBe(401)
  }
})

test('an access token lives as long as it says', async ({ startApp }) => {
  const app = await startApp({ env: { AUTH_ACCESS_TOKEN_TTL: '3' } })
  const { client, accessToken } = await signUpAndIn(app)
  expect((await client.get('/api/me', bearer(accessToken))).status).toBe(200)
  await expect.poll(async () => (await client.get('/api/me', bearer(accessToken))).status).toBe(401)
  expectProblem(await client.get('/api/me', bearer(accessToken)), 'invalid-token')
  // The session goes on: the next access token comes from a refresh.
  const refreshed = await client.post('/api/auth/refresh')
  expect(refreshed.json()).toMatchObject({ expiresIn: 3 })
})

test.describe('an access token dies with its session, at once', () => {
  test('when the session is over its idle limit', async ({ app, database }) => {
    const { client, accessToken, sessionId } = await signUpAndIn(app)
    database.age(sessionId, 'idle_expires_at', 604_801)
    expectProblem(await client.get('/api/me', bearer(accessToken)), 'session-expired')
  })

  test('when the session is over its absolute limit', async ({ app, database }) => {
    const { client, accessToken, sessionId } = await signUpAndIn(app)
    database.age(sessionId, 'absolute_expires_at', 2_592_001)
    expectProblem(await client.get('/api/me', bearer(accessToken)), 'session-expired')
  })

  test("when the user's token version goes up", async ({ app, database }) => {
    const { client, accessToken, user } = await signUpAndIn(app)
    database.raiseTokenVersion(user.id)
    expectProblem(await client.get('/api/me', bearer(accessToken)), 'session-revoked')
  })

  test('when the user is deleted', async ({ app, database }) => {
    const { client, accessToken, user } = await signUpAndIn(app)
    database.native.prepare('DELETE FROM users WHERE id = ?').run(user.id)
    const answer = await client.get('/api/me', bearer(accessToken))
    expect(answer.status).toBe(401)
    expect(answer.text).not.toContain(user.email)
  })
})
