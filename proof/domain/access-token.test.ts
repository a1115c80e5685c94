import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { DAY, SECOND, START, testConfig } from '../../lib/auth/testing'
import { signAccessToken, verifyAccessToken } from '../../lib/auth/tokens/access-token'

const config = testConfig()
const subject = { userId: 'u-1', sessionId: 's-1', generation: 3, expiresAt: START + DAY }

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
