import { decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect, test } from 'vitest'
import { DAY, SECOND, START, testConfig } from '../testing'
import { makeRefreshToken, verifyRefreshToken } from './refresh-token'

const config = testConfig()
const session = {
  id: 's-1',
  generation: 3,
  jti: 'proof',
  issuedAt: START,
  expiresAt: START + 7 * DAY,
}
const NOW = Math.floor(START / 1000)

describe('a refresh token', () => {
  test('has exactly these headers', async () => {
    expect(decodeProtectedHeader(await makeRefreshToken(config, session))).toEqual({
      typ: 'rt+jwt',
      alg: 'HS256',
      kid: expect.stringMatching(/^[0-9a-f]{16}$/),
    })
  })

  test("has exactly these claims; the times are the row's own, in whole seconds", async () => {
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

  test('is the same bytes every time', async () => {
    const tokens = await Promise.all(
      Array.from({ length: 20 }, () => makeRefreshToken(config, session)),
    )
    expect(new Set(tokens).size).toBe(1)
  })

  test.each<[string, Partial<typeof session>]>([
    ['the session', { id: 's-2' }],
    ['the generation', { generation: 4 }],
    ['its proof', { jti: 'other' }],
    ['the time of its rotation', { issuedAt: START + SECOND }],
    ['its end', { expiresAt: START + 8 * DAY }],
  ])('differs by %s', async (_, more) => {
    const other = await makeRefreshToken(config, { ...session, ...more })
    expect(other).not.toBe(await makeRefreshToken(config, session))
  })

  test('fits into a cookie that every browser keeps', async () => {
    const long = { ...session, id: 'x'.repeat(36), jti: 'x'.repeat(43), generation: 999_999_999 }
    expect((await makeRefreshToken(config, long)).length).toBeLessThan(1024)
  })
})

describe('verifying', () => {
  test('gives the claims', async () => {
    const token = await makeRefreshToken(config, session)
    expect(await verifyRefreshToken(config, token, START)).toEqual({
      ok: true,
      claims: decodeJwt(token),
    })
  })

  test('ends at exp to the millisecond, and says so', async () => {
    const token = await makeRefreshToken(config, session)
    const exp = (NOW + 7 * 86_400) * SECOND
    expect(await verifyRefreshToken(config, token, exp - 1)).toMatchObject({ ok: true })
    expect(await verifyRefreshToken(config, token, exp)).toEqual({
      ok: false,
      code: 'session-expired',
    })
  })

  test('is the same whatever the audience of access tokens is', async () => {
    const token = await makeRefreshToken(config, session)
    const other = testConfig({ AUTH_AUDIENCE: 'other' })
    expect(await verifyRefreshToken(other, token, START)).toMatchObject({ ok: true })
  })

  test.each([
    ['another issuer', { AUTH_ISSUER: 'https://other.example.com' }],
    ['another secret', { AUTH_SECRET: 'Zp3LwQ8vT1nXrY6uB0mKd5sHj9GfCa2EoI4tWkVqN7M' }],
  ])('of %s is refused, expired or not', async (_, settings) => {
    const token = await makeRefreshToken(testConfig(settings), session)
    for (const now of [START, START + 8 * DAY]) {
      expect(await verifyRefreshToken(config, token, now)).toEqual({
        ok: false,
        code: 'invalid-token',
      })
    }
  })
})
