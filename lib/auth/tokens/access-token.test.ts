import { decodeJwt, decodeProtectedHeader } from 'jose'
import { expect, test } from 'vitest'
import { AUDIENCE, CLIENT_ID } from '../../brand'
import { DAY, START, testConfig } from '../testing'
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
