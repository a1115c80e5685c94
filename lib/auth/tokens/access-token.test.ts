import { decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect, test } from 'vitest'
import { AUDIENCE, CLIENT_ID } from '../../brand'
import { DAY, SECOND, START, testConfig } from '../testing'
import { signAccessToken, verifyAccessToken } from './access-token'

const config = testConfig()
const subject = { userId: 'u-1', sessionId: 's-1', generation: 3, expiresAt: START + DAY }
const NOW = Math.floor(START / 1000)

const sign = (more: Partial<typeof subject> = {}, now = START) =>
  signAccessToken(config, { ...subject, ...more }, now)

describe('a signed access token', () => {
  test('has exactly these headers', async () => {
    const { token } = await sign()
    expect(decodeProtectedHeader(token)).toEqual({
      typ: 'at+jwt',
      alg: 'HS256',
      kid: expect.stringMatching(/^[0-9a-f]{16}$/),
    })
  })

  test('has exactly these claims, and nothing personal', async () => {
    const { token } = await sign()
    expect(decodeJwt(token)).toEqual({
      iss: 'http://localhost:3000',
      aud: AUDIENCE,
      sub: 'u-1',
      client_id: CLIENT_ID,
      sid: 's-1',
      gen: 3,
      iat: NOW,
      exp: NOW + 900,
      jti: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/),
    })
  })

  test('has a name of its own each time', async () => {
    const tokens = await Promise.all(Array.from({ length: 100 }, () => sign()))
    expect(new Set(tokens.map(({ token }) => decodeJwt(token).jti)).size).toBe(100)
  })

  test('lives as long as it is set to', async () => {
    const short = testConfig({ AUTH_ACCESS_TOKEN_TTL: '5' })
    const { token, expiresIn } = await signAccessToken(short, subject, START)
    expect(expiresIn).toBe(5)
    expect(decodeJwt(token).exp).toBe(NOW + 5)
  })

  test.each([
    ['a minute before its end', 60_000, 60],
    ['a second before it', 1_000, 1],
    ['in its last second', 1, 0],
  ])('never outlives its session: %s', async (_, left, seconds) => {
    const { expiresIn, token } = await sign({ expiresAt: START + left })
    expect(expiresIn).toBe(seconds)
    expect(decodeJwt(token).exp).toBe(NOW + seconds)
  })

  test('carries the configured issuer and audience', async () => {
    const own = testConfig({ AUTH_ISSUER: 'https://id.example.com/a', AUTH_AUDIENCE: 'api' })
    const { token } = await signAccessToken(own, subject, START)
    expect(decodeJwt(token)).toMatchObject({ iss: 'https://id.example.com/a', aud: 'api' })
    expect(await verifyAccessToken(own, token, START)).toMatchObject({ ok: true })
  })
})

describe('verifying', () => {
  test('gives the claims', async () => {
    const { token } = await sign()
    const verified = await verifyAccessToken(config, token, START)
    expect(verified).toEqual({ ok: true, claims: decodeJwt(token) })
  })

  test('ends at exp to the millisecond, with no leeway', async () => {
    const { token } = await sign()
    const exp = (NOW + 900) * SECOND
    expect(await verifyAccessToken(config, token, exp - 1)).toMatchObject({ ok: true })
    expect(await verifyAccessToken(config, token, exp)).toEqual({
      ok: false,
      code: 'invalid-token',
      expired: true,
    })
    expect(await verifyAccessToken(config, token, exp + DAY)).toMatchObject({ ok: false })
  })

  test('when a token would live longer than the setting lets one live, it is refused', async () => {
    const { token } = await signAccessToken(
      testConfig({ AUTH_ACCESS_TOKEN_TTL: '901' }),
      subject,
      START,
    )
    expect(await verifyAccessToken(config, token, START)).toMatchObject({ code: 'invalid-token' })
    const same = testConfig({ AUTH_ACCESS_TOKEN_TTL: '901' })
    expect(await verifyAccessToken(same, token, START)).toMatchObject({ ok: true })
  })

  test('when a token begins later than clocks differ, it is refused', async () => {
    const ahead = async (seconds: number) => {
      const { token } = await signAccessToken(
        config,
        { ...subject, expiresAt: START + DAY },
        START + seconds * SECOND,
      )
      return (await verifyAccessToken(config, token, START)).ok
    }
    expect(await ahead(60)).toBe(true)
    expect(await ahead(61)).toBe(false)
  })

  test('a clock that was set back a little takes it', async () => {
    const { token } = await sign()
    expect(await verifyAccessToken(config, token, START - 5 * SECOND)).toMatchObject({ ok: true })
  })

  test.each([
    ['another issuer', { AUTH_ISSUER: 'https://other.example.com' }],
    ['another audience', { AUTH_AUDIENCE: 'other' }],
    ['an audience that ours begins with', { AUTH_AUDIENCE: AUDIENCE.slice(0, -1) }],
    ['an audience in capitals', { AUTH_AUDIENCE: AUDIENCE.toUpperCase() }],
    ['another secret', { AUTH_SECRET: 'Zp3LwQ8vT1nXrY6uB0mKd5sHj9GfCa2EoI4tWkVqN7M' }],
  ])('of %s is refused', async (_, settings) => {
    const { token } = await signAccessToken(testConfig(settings), subject, START)
    expect(await verifyAccessToken(config, token, START)).toEqual({
      ok: false,
      code: 'invalid-token',
    })
  })
})
