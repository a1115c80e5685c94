import { expect, test } from 'vitest'
import { publicUser } from '../account/public-user'
import { DAY, MINUTE, SECOND, START, scene, tokenOf } from '../testing'
import { refreshSession } from './refresh'
import { hashRefreshToken } from './session-tokens'

const { at, change, claimsOf, config, refresh, row, signIn, tokenVersion } = await scene()

const G = 30 * SECOND
const R = 60 * SECOND

test('when a token is rotated, the row is at the next generation, unconfirmed, and knows only the hash', async () => {
  const { id, token, user } = await signIn()
  const before = await row(id)
  const now = START + 5 * MINUTE
  const { outcome, grant } = await refresh(token, now)
  expect(outcome).toBe('rotated')
  expect(tokenOf(grant)).not.toBe(token)
  expect(await row(id)).toEqual({
    ...before,
    generation: 1,
    previousGeneration: 0,
    refreshTokenHash: hashRefreshToken(tokenOf(grant)),
    rotatedAt: now,
    lastUsedAt: now,
    idleExpiresAt: now + config.refreshTokenTtl * 1000,
    confirmedGeneration: null,
  })
  expect(await tokenVersion(user)).toBe(0)
})

test('when a token is rotated, the grant is for the same user and session, of the new generation', async () => {
  const { id, token, user } = await signIn()
  const now = START + 5 * MINUTE
  const { grant } = await refresh(token, now)
  expect(grant.user).toEqual(publicUser(user))
  expect(grant.expiresIn).toBe(900)
  expect(grant.refreshToken?.maxAge).toBe(config.refreshTokenTtl)
  expect(await claimsOf(grant, now)).toMatchObject({ sub: user.id, sid: id, gen: 1 })
})

test('when the current token comes back soon, the cookie stays and its generation is confirmed', async () => {
  const { id, token } = await signIn()
  const first = await refresh(token, START)
  const before = await row(id)
  const now = START + R - 1
  const { outcome, grant } = await refresh(tokenOf(first.grant), now)
  expect(outcome).toBe('unchanged')
  expect(grant.refreshToken).toBeNull()
  expect(await claimsOf(grant, now)).toMatchObject({ sid: id, gen: 1 })
  expect(await row(id)).toEqual({ ...before, confirmedGeneration: 1, lastUsedAt: now })
})

test('when the previous token comes back within the grace, the identical current token is given again', async () => {
  const { id, token } = await signIn()
  const first = await refresh(token, START + 1)
  const before = await row(id)
  for (const since of [0, 1, G / 2, G - 1]) {
    const { outcome, grant } = await refresh(token, START + 1 + since)
    expect(outcome).toBe('retried')
    expect(tokenOf(grant)).toBe(tokenOf(first.grant))
    expect(await claimsOf(grant, START + 1 + since)).toMatchObject({ gen: 1 })
  }
  const retriedAt = START + G
  expect(await row(id)).toEqual({ ...before, retriedAt, lastUsedAt: retriedAt })
})

test('when the current token was never seen, the previous one recovers the session', async () => {
  const { id, token } = await signIn()
  const lost = await refresh(token, START)
  const now = START + 2 * DAY
  const { outcome, grant } = await refresh(token, now)
  expect(outcome).toBe('recovered')
  expect(tokenOf(grant)).not.toBe(tokenOf(lost.grant))
  expect(await row(id)).toMatchObject({
    generation: 2,
    previousGeneration: 0,
    refreshTokenHash: hashRefreshToken(tokenOf(grant)),
    rotatedAt: now,
    confirmedGeneration: null,
    revokedAt: null,
  })
})

test.each<[string, Parameters<typeof change>[1], number, string, string?]>([
  [
    'revoked',
    { revokedAt: START, revokedReason: 'replaced' },
    START + 1,
    'session-revoked',
    'sign-in',
  ],
  ['token_version behind', { tokenVersion: -1 }, START, 'session-revoked'],
  ['idle in the row, though not in the token', { idleExpiresAt: START }, START, 'session-expired'],
  ['at its absolute end', { absoluteExpiresAt: START }, START, 'session-expired'],
  ['another hash', { refreshTokenHash: 'AAAA' }, START, 'invalid-token'],
  ['another salt', { salt: 'AAAA' }, START, 'invalid-token'],
])(
  'when the session is %s, the refresh is refused and nothing changes',
  async (_, changed, now, code, reason) => {
    const { id, token, user } = await signIn()
    await change(id, changed)
    const before = await row(id)
    expect(await refreshSession(at(now), token)).toEqual({ ok: false, code, reason })
    expect(await row(id)).toEqual(before)
    expect(await tokenVersion(user)).toBe(0)
  },
)

test.each<[string, Parameters<typeof change>[1], string, string | undefined]>([
  [
    'was replaced',
    { generation: 2, previousGeneration: 1, confirmedGeneration: 2 },
    'invalid-token',
    'out-of-date',
  ],
  [
    'is of a session that signed out long ago',
    { revokedAt: START - DAY, revokedReason: 'sign-out' },
    'session-revoked',
    'sign-out',
  ],
])(
  'when a page is loaded with a token that %s, its first refresh is refused and raises no alarm',
  async (_, changed, code, reason) => {
    const { id, token, user } = await signIn()
    await change(id, changed)
    const before = await row(id)
    const answer = await refreshSession(at(START), token, { ifCurrent: true })
    expect(answer).toEqual({ ok: false, code, reason })
    expect(await row(id)).toEqual(before)
    expect(await tokenVersion(user)).toBe(0)
    // Without that the same token is a copy.
    expect(await refreshSession(at(START), token)).toMatchObject({ code: 'token-reuse' })
  },
)
