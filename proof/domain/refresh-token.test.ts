import { decodeJwt } from 'jose'
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
