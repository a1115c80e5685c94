import { decodeJwt, decodeProtectedHeader } from 'jose'
import { expect, test } from 'vitest'
import { AUDIENCE, CLIENT_ID } from '../../brand'
import { DAY, SECOND, START, testConfig } from '../testing'
import { signAccessToken, verifyAccessToken } from './access-token'

const config = testConfig()
const subject = { userId: 'u-1', sessionId: 's-1', generation: 3, expiresAt: START + DAY }
const NOW = Math.floor(START / 1000)

const sign = (more: Partial<typeof subject> = {}, now = START) =>
  signAccessToken(config, { ...subject, ...more }, now)

test('when an access token is signed, it has exactly these headers', async () => {
  const { token } = await sign()
  expect(decodeProtectedHeader(token)).toEqual({
    typ: 'at+jwt',
    alg: 'HS256',
    kid: expect.stringMatching(/^[0-9a-f]{16}$/),
  })
})

test('when an access token is signed, it has exactly these claims and nothing personal', async () => {
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

test('when AUTH_ACCESS_TOKEN_TTL is set, a token lives that long', async () => {
  const short = testConfig({ AUTH_ACCESS_TOKEN_TTL: '5' })
  const { token, expiresIn } = await signAccessToken(short, subject, START)
  expect(expiresIn).toBe(5)
  expect(decodeJwt(token).exp).toBe(NOW + 5)
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
