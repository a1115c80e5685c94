import { decodeJwt, decodeProtectedHeader } from 'jose'
import { expect, test } from 'vitest'
import { DAY, SECOND, START, testConfig } from '../../lib/auth/testing'
import { makeRefreshToken, verifyRefreshToken } from '../../lib/auth/tokens/refresh-token'

const config = testConfig()
const session = {
  id: 's-1',
  generation: 3,
  jti: 'proof',
  issuedAt: START,
  expiresAt: START + 7 * DAY,
}

test.each<[string, Partial<typeof session>]>([
  ['the session', { id: 's-2' }],
  ['the generation', { generation: 4 }],
  ['its proof', { jti: 'other' }],
  ['the time of its rotation', { issuedAt: START + SECOND }],
  ['its end', { expiresAt: START + 8 * DAY }],
])('when %s differs, the token differs', async (_, more) => {
  const other = await makeRefreshToken(config, { ...session, ...more })
  expect(other).not.toBe(await makeRefreshToken(config, session))
})

test('when every claim is as long as it can be, the token fits into a cookie', async () => {
  const long = { ...session, id: 'x'.repeat(36), jti: 'x'.repeat(43), generation: 999_999_999 }
  expect((await makeRefreshToken(config, long)).length).toBeLessThan(1024)
})

test('when a token is verified, its claims are given', async () => {
  const token = await makeRefreshToken(config, session)
  expect(await verifyRefreshToken(config, token, START)).toEqual({
    ok: true,
    claims: decodeJwt(token),
  })
})

test('when the audience of access tokens changes, refresh tokens verify', async () => {
  const token = await makeRefreshToken(config, session)
  const other = testConfig({ AUTH_AUDIENCE: 'other' })
  expect(await verifyRefreshToken(other, token, START)).toMatchObject({ ok: true })
})

const NOW = Math.floor(START / 1000)

test('when a refresh token is made, it has exactly these headers', async () => {
  expect(decodeProtectedHeader(await makeRefreshToken(config, session))).toEqual({
    typ: 'rt+jwt',
    alg: 'HS256',
    kid: expect.stringMatching(/^[0-9a-f]{16}$/),
  })
})

test('when a refresh token is made, it has exactly these claims, and the times of its row in whole seconds', async () => {
  expect(decodeJwt(await makeRefreshToken(config, session))).toEqual({
    iss: 'http://localhost:3000',
    aud: 'http://localhost:3000/api/auth/refresh',
    sid: 's-1',
    gen: 3,
    jti: 'proof',
    iat: NOW,
    exp: NOW + 7 * 86_400,
  })
})

test('when it is made again from the same row, it is the same bytes', async () => {
  const tokens = await Promise.all(
    Array.from({ length: 20 }, () => makeRefreshToken(config, session)),
  )
  expect(new Set(tokens).size).toBe(1)
})

test('when exp is reached, to the millisecond, the token has expired', async () => {
  const token = await makeRefreshToken(config, session)
  const exp = (NOW + 7 * 86_400) * SECOND
  expect(await verifyRefreshToken(config, token, exp - 1)).toMatchObject({ ok: true })
  expect(await verifyRefreshToken(config, token, exp)).toEqual({
    ok: false,
    code: 'session-expired',
  })
})

test.each([
  ['another issuer', { AUTH_ISSUER: 'https://other.example.com' }],
  ['another secret', { AUTH_SECRET: 'Zp3LwQ8vT1nXrY6uB0mKd5sHj9GfCa2EoI4tWkVqN7M' }],
])('when a token is of %s, it is refused, expired or not', async (_, settings) => {
  const token = await makeRefreshToken(testConfig(settings), session)
  for (const now of [START, START + 8 * DAY]) {
    expect(await verifyRefreshToken(config, token, now)).toEqual({
      ok: false,
      code: 'invalid-token',
    })
  }
})
