import { createHash } from 'node:crypto'
import { cookiePair, storedCookie, storedToken } from '../support/cookie'
import { bearer, type Grant, type SignedIn, signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { hangUpAfter, head } from '../support/raw'
import { expect, test } from '../support/test'
import { claimsOf } from '../support/tokens'

/** Presents a token, whatever cookie the browser holds by now. */
async function present({ client }: SignedIn, token: string) {
  client.refreshToken = token
  return client.post('/api/auth/refresh')
}

test('rotated: the next token for the current one', async ({ app, database }) => {
  const { client, user, sessionId, refreshToken, accessToken } = await signUpAndIn(app)
  const answer = await client.post('/api/auth/refresh')
  expect(answer.status).toBe(200)
  expect(answer.headers['session-refresh']).toBe('rotated')
  expect(answer.headers['content-type']).toBe('application/json')
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(answer.json()).toEqual({
    accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    tokenType: 'Bearer',
    expiresIn: 900,
    user,
  })
  expect(answer.setCookies).toEqual([expect.stringMatching(storedCookie(app))])
  expect(client.refreshToken).not.toBe(refreshToken)
  expect(answer.json().accessToken).not.toBe(accessToken)
  expect(answer.text).not.toContain(client.refreshToken)
  expect(database.session(sessionId)).toMatchObject({ generation: 1, previous_generation: 0 })
})

test('unchanged: soon after, a new access token and no cookie', async ({ app, database }) => {
  const { client, user, sessionId } = await signUpAndIn(app)
  const first = (await client.post('/api/auth/refresh')).json<Grant>()
  const held = client.refreshToken
  const before = database.session(sessionId)
  const answer = await client.post('/api/auth/refresh')
  expect(answer.status).toBe(200)
  expect(answer.headers['session-refresh']).toBe('unchanged')
  expect(answer.setCookies).toEqual([])
  expect(answer.json()).toEqual({
    accessToken: expect.any(String),
    tokenType: 'Bearer',
    expiresIn: 900,
    user,
  })
  expect(answer.json().accessToken).not.toBe(first.accessToken)
  expect(client.refreshToken).toBe(held)
  const { generation, rotated_at, refresh_token_hash, idle_expires_at } = before
  expect(database.session(sessionId)).toMatchObject({
    generation,
    rotated_at,
    refresh_token_hash,
    idle_expires_at,
    // It was presented, so it has arrived. It may not be on disk yet.
    confirmed_generation: null,
  })
})

test('rotated again when the last rotation is a minute old', async ({ app, database }) => {
  const { client, sessionId } = await signUpAndIn(app)
  await client.post('/api/auth/refresh')
  database.age(sessionId, 'rotated_at', 50)
  expect((await client.post('/api/auth/refresh')).headers['session-refresh']).toBe('unchanged')
  database.age(sessionId, 'rotated_at', 11)
  expect((await client.post('/api/auth/refresh')).headers['session-refresh']).toBe('rotated')
  expect(database.session(sessionId).generation).toBe(2)
})

test('retried: the previous token soon after gets the identical cookie', async ({
  app,
  database,
}) => {
  const session = await signUpAndIn(app)
  const rotated = await present(session, session.refreshToken)
  const before = database.session(session.sessionId)
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const answer = await present(session, session.refreshToken)
    expect(answer.status).toBe(200)
    expect(answer.headers['session-refresh']).toBe('retried')
    expect(tokenIn(answer.setCookies)).toBe(tokenIn(rotated.setCookies))
    expect(answer.setCookies).toEqual([expect.stringMatching(/; Max-Age=60479\d$|=604800$/)])
  }
  // Nothing moved, neither the window nor the generation; it is noted that it was given out again.
  const noted = { retried_at: expect.any(Number), last_used_at: expect.any(Number) }
  expect(database.session(session.sessionId)).toEqual({ ...before, ...noted })
})

test('an answer that nobody received is given again', async ({ app, database }) => {
  const { client, refreshToken, sessionId } = await signUpAndIn(app)
  await hangUpAfter(
    app,
    head(app, 'POST /api/auth/refresh', [
      `Cookie: ${cookiePair(app, refreshToken)}`,
      'Content-Length: 0',
    ]),
  )
  await expect.poll(() => database.session(sessionId).generation).toBe(1)
  const answer = await client.post('/api/auth/refresh')
  expect(answer.headers['session-refresh']).toBe('retried')
  expect(database.session(sessionId)).toMatchObject({
    generation: 1,
    refresh_token_hash: createHash('sha256').update(tokenIn(answer.setCookies)).digest('base64url'),
  })
})

test('recovered: the previous token later, when nobody ever showed the current one', async ({
  app,
  database,
}) => {
  const session = await signUpAndIn(app)
  const lost = await present(session, session.refreshToken)
  database.age(session.sessionId, 'rotated_at', 31)

  const answer = await present(session, session.refreshToken)
  expect(answer.status).toBe(200)
  expect(answer.headers['session-refresh']).toBe('recovered')
  expect(answer.setCookies).toEqual([expect.stringMatching(storedCookie(app))])
  expect(tokenIn(answer.setCookies)).not.toBe(tokenIn(lost.setCookies))
  expect(database.session(session.sessionId)).toMatchObject({
    generation: 2,
    previous_generation: 0,
    confirmed_generation: null,
  })
  const { accessToken } = answer.json<Grant>()
  expect((await session.client.get('/api/me', bearer(accessToken))).status).toBe(200)

  // Once more: the previous one stays the previous one until the newest has been shown …
  const confirmed = await present(session, session.refreshToken)
  expect(confirmed.headers['session-refresh']).toBe('retried')
  // … and the one nobody ever showed is dead. Who has it took it from the wire.
  expectProblem(await present(session, tokenIn(lost.setCookies)), 'token-reuse')
})

test('the cookie ends with the session, and no refresh moves its absolute end', async ({
  app,
  database,
}) => {
  const { client, sessionId } = await signUpAndIn(app)
  const end = database.session(sessionId).absolute_expires_at
  // Created 29 days ago: a day is left.
  database.native
    .prepare('UPDATE sessions SET absolute_expires_at = absolute_expires_at - ? WHERE id = ?')
    .run(29 * 86_400_000, sessionId)
  const answer = await client.post('/api/auth/refresh')
  const maxAge = Number(/Max-Age=(\d+)$/.exec(answer.setCookies[0] ?? '')?.[1])
  expect(maxAge).toBeLessThanOrEqual(86_400)
  expect(maxAge).toBeGreaterThan(86_400 - 60)
  const row = database.session(sessionId)
  expect(row.absolute_expires_at).toBe(end - 29 * 86_400_000)
  expect(row.idle_expires_at).toBe(row.absolute_expires_at)
  expect(claimsOf(client.refreshToken ?? '').exp).toBe(Math.floor(row.idle_expires_at / 1000))
})

test('no access token outlives its session', async ({ app, database }) => {
  const { client, sessionId } = await signUpAndIn(app)
  const left = database.session(sessionId).absolute_expires_at - Date.now()
  database.age(sessionId, 'absolute_expires_at', Math.floor(left / 1000) - 100)
  const { accessToken, expiresIn } = (await client.post('/api/auth/refresh')).json<Grant>()
  const { exp, iat } = claimsOf(accessToken)
  expect(exp).toBe(Math.floor(database.session(sessionId).absolute_expires_at / 1000))
  expect(expiresIn).toBe(Number(exp) - Number(iat))
  expect(expiresIn).toBeLessThan(900)
})

test('each refresh makes the session idle later', async ({ app, database }) => {
  const { client, sessionId } = await signUpAndIn(app)
  database.age(sessionId, 'idle_expires_at', 3600)
  const before = database.session(sessionId).idle_expires_at
  await client.post('/api/auth/refresh')
  expect(database.session(sessionId).idle_expires_at).toBeGreaterThan(before + 3_590_000)
})

/** The value of the one cookie that an answer sets. */
function tokenIn(setCookies: string[]): string {
  expect(setCookies).toHaveLength(1)
  return storedToken(setCookies[0] ?? '') ?? ''
}
