/**
 * Values made by an earlier build, from a fixed secret and a fixed row. One of these tests fails where a
 * label or a stored format has changed: then living passwords, sessions and tokens are dead. Put
 * the old format back; never put a new value in here.
 */
import { describe, expect, test } from 'vitest'
import { ACCESS_TOKEN_TYP } from './labels'
import { sessionLane } from './passwords/hash-lanes'
import { hashPassword, needsRehash, pepperName, verifyPassword } from './passwords/password-hash'
import { generationProof, hashRefreshToken } from './sessions/session-tokens'
import { DAY, START, testConfig } from './testing'
import { verifyJwt } from './tokens/jwt'
import { keysOf } from './tokens/keys'
import { presented } from './tokens/one-time-token'
import { makeRefreshToken, verifyRefreshToken } from './tokens/refresh-token'

const config = testConfig()

describe('passwords', () => {
  const PASSWORD = 'correct horse battery'
  const PEPPER = 'Zp3LwQ8vT1nXrY6uB0mKd5sHj9GfCa2EoI4tWkVqN7M'
  const settings = {
    bcryptCost: 4,
    bcryptThreads: 1,
    pepper: null,
    previousPepper: null,
    webConcurrency: 1,
  }
  const lane = sessionLane({ device: { ip: null } }, 'u1')
  const peppered = { ...settings, pepper: PEPPER }

  test.each([
    [
      'without a pepper',
      'h1$2b$04$HRf.r.qbOiX8HKl.6UY8qe8CuR60BsGyG5C8ooHXLnSJo5FrI3m4e',
      settings,
    ],
    [
      'with one',
      'h1.1810f9bf$2b$04$xb7xGtB75i953MdZQbMf9uYKSKTlFKwFnIH8cpnucr49YRswJ9bY6',
      peppered,
    ],
  ])(
    'when a password was stored %s, it verifies and would be made the same today',
    async (_, stored, how) => {
      expect(await verifyPassword(PASSWORD, stored, how, lane)).toEqual({ ok: true, value: true })
      expect(needsRehash(stored, how)).toBe(false)
      const today = await hashPassword(PASSWORD, how, lane)
      expect(today.ok && today.value.split('$')[0]).toBe(stored.split('$')[0])
    },
  )

  test('when a pepper is named, it has this name', () => {
    expect(pepperName(PEPPER)).toBe('1810f9bf')
  })
})

test('when keys are made, they have these names', async () => {
  const { accessToken, refreshToken, knownBrowser } = await keysOf(config)
  expect(accessToken.signing.kid).toBe('8b983e0b109a828a')
  expect(refreshToken.signing.kid).toBe('829722e6d8b508fe')
  expect(knownBrowser.signing.kid).toBe('c09e4bdb54508734')
})

test('when a refresh token is made again from its row, it is these bytes and this hash', async () => {
  const salt = Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('base64url')
  const jti = generationProof(salt, 3)
  expect(jti).toBe('FmCrPa85ra7yb_EoJ8skNHojnh2MhCpILSSdO_Zmhvs')
  const id = '00000000-0000-4000-8000-000000000001'
  const row = { id, generation: 3, jti, issuedAt: START, expiresAt: START + 7 * DAY }
  const token = await makeRefreshToken(config, row)
  expect(token).toBe(
    'eyJ0eXAiOiJydCtqd3QiLCJhbGciOiJIUzI1NiIsImtpZCI6IjgyOTcyMmU2ZDhiNTA4ZmUifQ.' +
      'eyJpc3MiOiJodHRwOi8vbG9jYWxob3N0OjMwMDAiLCJhdWQiOiJodHRwOi8vbG9jYWxob3N0OjMwMDAvYXBpL2F1dGgvcmVmcmVzaCIsInNpZCI6IjAwMDAwMDAwLTAwMDAtNDAwMC04MDAwLTAwMDAwMDAwMDAwMSIsImdlbiI6MywianRpIjoiRm1DclBhODVyYTd5Yl9Fb0o4c2tOSG9qbmgyTWhDcElMU1NkT19abWh2cyIsImlhdCI6MTc2NzYxNDQwMCwiZXhwIjoxNzY4MjE5MjAwfQ.' +
      'besYw8Hrebfrf0bc9DPFxgiD0Gl6c026U_qyOJtYNz4',
  )
  expect(hashRefreshToken(token)).toBe('5jM3cyj3hs0xpkEw3cLzkTItrzyC6fIBKIVHxjajx00')
  expect(await verifyRefreshToken(config, token, START)).toMatchObject({ ok: true })
})

test('when the token of a link was made earlier, it is found by its hash', () => {
  const token = Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('base64url')
  expect(presented(token, 'password-reset')).toEqual({
    tokenHash: '6oZqdX5MOLq_qBJ8vppAnT4fk6AP8UiP9zX8-Rev_9A',
    purpose: 'password-reset',
  })
})

test('when an access token was made earlier, the key and the `typ` of today verify it', async () => {
  const token =
    'eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJIUzI1NiIsImtpZCI6IjhiOTgzZTBiMTA5YTgyOGEifQ.' +
    'eyJpc3MiOiJodHRwOi8vbG9jYWxob3N0OjMwMDAiLCJhdWQiOiJoYWxscGFzcyIsInN1YiI6InUxIiwiY2xpZW50X2lkIjoiaGFsbHBhc3Mtd2ViIiwic2lkIjoiczEiLCJnZW4iOjMsImlhdCI6MTc2NzYxNDQwMCwiZXhwIjoxNzY3NjE1MzAwLCJqdGkiOiJnMFp0eFRWR29PNXpHMW1RcDdJNmNnIn0.' +
    'KDX4WHEUBUYWcrC2xjo4NsSxEMo-lFEGkmsLWZ6qSrY'
  const { issuer } = config
  const { accessToken: keys } = await keysOf(config)
  const expected = { typ: ACCESS_TOKEN_TYP, issuer, audience: 'hallpass', keys }
  expect(await verifyJwt(token, expected, START)).toMatchObject({ ok: true })
})
