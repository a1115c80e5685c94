import { Client } from '../../e2e/support/client'
import { bearer, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { expect, test } from '../../e2e/support/test'
import { claimsOf, headerOf, type Members } from '../../e2e/support/tokens'
import { AUDIENCE, CLIENT_ID } from '../../lib/brand'
import { generationProof } from '../support/forge'

const KID = expect.stringMatching(/^[0-9a-f]{16}$/)

test('when a user signs in, the access token has exactly these claims', async ({ app }) => {
  const { accessToken, user, sessionId } = await signUpAndIn(app)
  expect(headerOf(accessToken)).toEqual({ typ: 'at+jwt', alg: 'HS256', kid: KID })
  const claims = claimsOf(accessToken)
  expect(claims).toEqual({
    iss: 'http://localhost:3000',
    aud: AUDIENCE,
    sub: user.id,
    client_id: CLIENT_ID,
    sid: sessionId,
    gen: 0,
    iat: expect.any(Number),
    exp: Number(claims.iat) + 900,
    jti: expect.stringMatching(/^[\w-]{22,}$/),
  })
  expect(Math.abs(Number(claims.iat) - Date.now() / 1000)).toBeLessThan(60)
})

test('when a token is stored or rotated, it has exactly these claims', async ({
  app,
  database,
}) => {
  const { client, refreshToken, sessionId } = await signUpAndIn(app)
  await client.post('/api/auth/refresh')
  const session = database.session(sessionId)
  const rotated = client.refreshToken ?? ''
  const expected = (generation: number, issuedAt: number): Members => ({
    iss: 'http://localhost:3000',
    aud: 'http://localhost:3000/api/auth/refresh',
    sid: sessionId,
    gen: generation,
    jti: generationProof(session.salt, generation),
    iat: Math.floor(issuedAt / 1000),
    exp: expect.any(Number),
  })
  for (const token of [refreshToken, rotated]) {
    expect(headerOf(token)).toEqual({ typ: 'rt+jwt', alg: 'HS256', kid: KID })
  }
  expect(claimsOf(refreshToken)).toEqual(expected(0, session.created_at))
  expect(claimsOf(rotated)).toEqual(expected(1, session.rotated_at ?? 0))
  expect(claimsOf(rotated).exp).toBe(Math.floor(session.idle_expires_at / 1000))
})

test('when issuer and audience are set, the tokens have them', async ({ startApp }) => {
  const app = await startApp({
    env: { APP_URL: 'https://app.example.com', AUTH_AUDIENCE: 'other', AUTH_ISSUER: '' },
  })
  const client = new Client(app, 'https://app.example.com')
  const { accessToken, refreshToken } = await signUpAndIn(app, client)
  expect(claimsOf(accessToken)).toMatchObject({ iss: 'https://app.example.com', aud: 'other' })
  expect(claimsOf(refreshToken).iss).toBe('https://app.example.com')
})

test('when tokens are issued, no two are alike and each kind has its own key', async ({ app }) => {
  const { client, accessToken, refreshToken } = await signUpAndIn(app)
  const ids = new Set([claimsOf(accessToken).jti, claimsOf(refreshToken).jti])
  for (let round = 0; round < 5; round += 1) {
    const refreshed = await client.post('/api/auth/refresh')
    ids.add(claimsOf(String(refreshed.json().accessToken)).jti)
  }
  expect(ids.size).toBe(7)
  expect(headerOf(accessToken).kid).not.toBe(headerOf(refreshToken).kid)
})

test.describe('when one kind of token comes in place of another', () => {
  test('a refresh token opens no API', async ({ app }) => {
    const { client, refreshToken } = await signUpAndIn(app)
    expectProblem(await client.get('/api/me', bearer(refreshToken)), 'invalid-token')
    expectProblem(await client.get('/api/nowhere', bearer(refreshToken)), 'invalid-token')
  })

  test('an access token refreshes nothing and opens no page', async ({ app, database }) => {
    const { accessToken, sessionId } = await signUpAndIn(app)
    const client = new Client(app)
    client.refreshToken = accessToken
    expect((await client.get('/account')).status).toBe(303)
    expectProblem(await client.post('/api/auth/refresh'), 'invalid-token')
    expect(database.session(sessionId).generation).toBe(0)
  })
})
