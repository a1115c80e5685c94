import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { DAY, SECOND, START, testConfig } from '../../lib/auth/testing'
import { signAccessToken, verifyAccessToken } from '../../lib/auth/tokens/access-token'
import { AUDIENCE } from '../../lib/brand'

const config = testConfig()
const subject = { userId: 'u-1', sessionId: 's-1', generation: 3, expiresAt: START + DAY }
const NOW = Math.floor(START / 1000)

const sign = (more: Partial<typeof subject> = {}, now = START) =>
  signAccessToken(config, { ...subject, ...more }, now)

test('when a hundred are signed, each has another jti', async () => {
  const tokens = await Promise.all(Array.from({ length: 100 }, () => sign()))
  expect(new Set(tokens.map(({ token }) => decodeJwt(token).jti)).size).toBe(100)
})

test('when issuer and audience are set, a token carries them', async () => {
  const own = testConfig({ AUTH_ISSUER: 'https://id.example.com/a', AUTH_AUDIENCE: 'api' })
  const { token } = await signAccessToken(own, subject, START)
  expect(decodeJwt(token)).toMatchObject({ iss: 'https://id.example.com/a', aud: 'api' })
  expect(await verifyAccessToken(own, token, START)).toMatchObject({ ok: true })
})

test('when a token is verified, its claims are given', async () => {
  const { token } = await sign()
  const verified = await verifyAccessToken(config, token, START)
  expect(verified).toEqual({ ok: true, claims: decodeJwt(token) })
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

test('when the clock was set back a little, a token is taken', async () => {
  const { token } = await sign()
  expect(await verifyAccessToken(config, token, START - 5 * SECOND)).toMatchObject({ ok: true })
})

test.each([
  ['a minute before its end', 60_000, 60],
  ['a second before it', 1_000, 1],
  ['in its last second', 1, 0],
])('when the session ends %s, the token ends with it', async (_, left, seconds) => {
  const { expiresIn, token } = await sign({ expiresAt: START + left })
  expect(expiresIn).toBe(seconds)
  expect(decodeJwt(token).exp).toBe(NOW + seconds)
})

test('when exp is reached, to the millisecond, a token is refused', async () => {
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

test.each([
  ['another issuer', { AUTH_ISSUER: 'https://other.example.com' }],
  ['another audience', { AUTH_AUDIENCE: 'other' }],
  ['an audience that ours begins with', { AUTH_AUDIENCE: AUDIENCE.slice(0, -1) }],
  ['an audience in capitals', { AUTH_AUDIENCE: AUDIENCE.toUpperCase() }],
  ['another secret', { AUTH_SECRET: 'Zp3LwQ8vT1nXrY6uB0mKd5sHj9GfCa2EoI4tWkVqN7M' }],
])('when a token is of %s, it is refused', async (_, settings) => {
  const { token } = await signAccessToken(testConfig(settings), subject, START)
  expect(await verifyAccessToken(config, token, START)).toEqual({
    ok: false,
    code: 'invalid-token',
  })
})
