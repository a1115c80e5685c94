import { createHash } from 'node:crypto'
import { cookiePair, storedToken } from '../../e2e/support/cookie'
import { type Grant, signUpAndIn } from '../../e2e/support/people'
import { hangUpAfter, head } from '../../e2e/support/raw'
import { expect, test } from '../../e2e/support/test'
import { claimsOf } from '../../e2e/support/tokens'

test('when the answer is lost, the next refresh gets the same token', async ({ app, database }) => {
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

test('when a session is near its absolute end, its cookie ends with it, and no refresh moves the end', async ({
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

test('when a session ends soon, its access token ends with it', async ({ app, database }) => {
  const { client, sessionId } = await signUpAndIn(app)
  const left = database.session(sessionId).absolute_expires_at - Date.now()
  database.age(sessionId, 'absolute_expires_at', Math.floor(left / 1000) - 100)
  const { accessToken, expiresIn } = (await client.post('/api/auth/refresh')).json<Grant>()
  const { exp, iat } = claimsOf(accessToken)
  expect(exp).toBe(Math.floor(database.session(sessionId).absolute_expires_at / 1000))
  expect(expiresIn).toBe(Number(exp) - Number(iat))
  expect(expiresIn).toBeLessThan(900)
})

test('when a session refreshes, its idle limit moves on', async ({ app, database }) => {
  const { client, sessionId } = await signUpAndIn(app)
  database.age(sessionId, 'idle_expires_at', 3600)
  const before = database.session(sessionId).idle_expires_at
  await client.post('/api/auth/refresh')
  expect(database.session(sessionId).idle_expires_at).toBeGreaterThan(before + 3_590_000)
})

/** The refresh token that an answer sets. */
function tokenIn(setCookies: string[]): string {
  return storedToken(setCookies[0] ?? '') ?? ''
}
