import { describe, expect, test } from 'vitest'
import { publicUser } from '../account/public-user'
import { DAY, MINUTE, SECOND, START, scene, tokenOf } from '../testing'
import { verifyRefreshToken } from '../tokens/refresh-token'
import { hashRefreshToken } from '../tokens/token-proofs'
import { refreshSession } from './refresh'
import { UNDER_WAY } from './rotation'
import { readSession } from './session-lookup'

const { at, change, claimsOf, config, deleteUser, events, row, signIn, tokenVersion } =
  await scene()

const G = 30 * SECOND
const R = 60 * SECOND

/** Refreshes and expects a grant. */
async function refresh(token: string, now: number) {
  const answer = await refreshSession(at(now), token)
  if (!answer.ok) throw new Error(`refused: ${answer.code}`)
  return answer
}

describe('rotated', () => {
  test('the row goes to the next generation, unconfirmed, and knows only the hash', async () => {
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

  test('the grant is for the same person and session, of the new generation', async () => {
    const { id, token, user } = await signIn()
    const now = START + 5 * MINUTE
    const { grant } = await refresh(token, now)
    expect(grant.user).toEqual(publicUser(user))
    expect(grant.expiresIn).toBe(900)
    expect(grant.refreshToken?.maxAge).toBe(config.refreshTokenTtl)
    expect(await claimsOf(grant, now)).toMatchObject({ sub: user.id, sid: id, gen: 1 })
  })

  test('a chain of twenty leaves one row, and each token works once', async () => {
    const { id, token } = await signIn()
    let held = token
    for (let generation = 1; generation <= 20; generation += 1) {
      const { outcome, grant } = await refresh(held, START + generation * 15 * MINUTE)
      expect(outcome).toBe('rotated')
      held = tokenOf(grant)
    }
    expect(await row(id)).toMatchObject({ generation: 20, previousGeneration: 19 })
  })
})

test('unchanged: within R the cookie stays, and its generation is confirmed', async () => {
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

test('retried: byte for byte the current token, and the window does not slide', async () => {
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

test('what was given out again may be under way: an access token of the presented generation', async () => {
  const { id, token } = await signIn()
  await refresh(token, START)
  await refresh(token, START + G - 1)
  const before = await row(id)
  for (const now of [START + G, START + G + UNDER_WAY * SECOND - 2]) {
    const { outcome, grant } = await refresh(token, now)
    expect(outcome).toBe('unchanged')
    expect(grant.refreshToken).toBeNull()
    const claims = await claimsOf(grant, now)
    expect(claims.gen).toBe(0)
    // It must not show a generation that its browser has not received.
    expect(await readSession(at(now), claims)).toMatchObject({ ok: true })
  }
  expect(await row(id)).toEqual(before)
  const later = await refresh(token, START + G - 1 + UNDER_WAY * SECOND)
  expect(later.outcome).toBe('recovered')
})

test('retried: the cookie lives as long as the token in it', async () => {
  const { token } = await signIn()
  const first = await refresh(token, START)
  const { grant } = await refresh(token, START + 20 * SECOND)
  expect(first.grant.refreshToken?.maxAge).toBe(config.refreshTokenTtl)
  expect(grant.refreshToken?.maxAge).toBe(config.refreshTokenTtl - 20)
})

describe('recovered', () => {
  test('is written down; what every browser does all day is not', async () => {
    const { token, user } = await signIn()
    const lost = await refresh(token, START)
    await refresh(token, START + SECOND)
    await refresh(tokenOf(lost.grant), START + SECOND)
    expect(await events(user)).toEqual([])
    const unseen = await signIn()
    await refresh(unseen.token, START)
    await refresh(unseen.token, START + DAY)
    expect(await events(unseen.user)).toMatchObject([
      { type: 'refresh-recovered', sessionId: unseen.id },
    ])
  })

  test('the unseen generation is replaced, and the presented one stays the previous', async () => {
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

  test('may lose its answer, too, again and again', async () => {
    const { id, token } = await signIn()
    for (let generation = 1; generation <= 5; generation += 1) {
      const { grant } = await refresh(token, START + generation * MINUTE)
      const again = await refresh(token, START + generation * MINUTE + 1)
      expect(again.outcome).toBe('retried')
      expect(tokenOf(again.grant)).toBe(tokenOf(grant))
    }
    expect(await row(id)).toMatchObject({ generation: 5, previousGeneration: 0, revokedAt: null })
  })
})

describe('refused, and nothing changes', () => {
  test.each<[string, Parameters<typeof change>[1], number, string, string?]>([
    [
      'revoked',
      { revokedAt: START, revokedReason: 'replaced' },
      START + 1,
      'session-revoked',
      'sign-in',
    ],
    ['token_version behind', { tokenVersion: -1 }, START, 'session-revoked'],
    [
      'idle in the row, though not in the token',
      { idleExpiresAt: START },
      START,
      'session-expired',
    ],
    ['at its absolute end', { absoluteExpiresAt: START }, START, 'session-expired'],
    ['another hash', { refreshTokenHash: 'AAAA' }, START, 'invalid-token'],
    ['another salt', { salt: 'AAAA' }, START, 'invalid-token'],
  ])('%s', async (_, changed, now, code, reason) => {
    const { id, token, user } = await signIn()
    await change(id, changed)
    const before = await row(id)
    expect(await refreshSession(at(now), token)).toEqual({ ok: false, code, reason })
    expect(await row(id)).toEqual(before)
    expect(await tokenVersion(user)).toBe(0)
  })

  test('idle for seven days: the token itself says so', async () => {
    const { id, token } = await signIn()
    const before = await row(id)
    const answer = await refreshSession(at(START + 7 * DAY), token)
    expect(answer).toEqual({ ok: false, code: 'session-expired' })
    expect(await row(id)).toEqual(before)
  })

  test('the person was deleted, and the sessions with them', async () => {
    const { token, user } = await signIn()
    await deleteUser(user)
    expect(await refreshSession(at(START), token)).toEqual({ ok: false, code: 'session-expired' })
  })

  test.each(['', 'x', 'a.b.c', 'null', `${'A'.repeat(40)}.e30.${'A'.repeat(43)}`])(
    'what is no token: %j',
    async (token) => {
      expect(await refreshSession(at(START), token)).toEqual({ ok: false, code: 'invalid-token' })
    },
  )
})

describe('the absolute limit', () => {
  test('caps the idle limit, the cookie, and both tokens', async () => {
    const { id, token } = await signIn()
    const end = START + config.sessionMaxAge * 1000
    await change(id, { idleExpiresAt: end })
    let held = token
    for (let now = START + 6 * DAY; now < end - DAY; now += 6 * DAY) {
      held = tokenOf((await refresh(held, now)).grant)
    }
    // Half a day before the end neither may claim to live longer than that.
    const late = await refresh(held, end - DAY / 2)
    expect((await row(id)).idleExpiresAt).toBe(end)
    expect(late.grant.refreshToken?.maxAge).toBe(DAY / 2 / 1000)
    const refreshClaims = await verifyRefreshToken(config, tokenOf(late.grant), end - DAY / 2)
    expect(refreshClaims).toMatchObject({ claims: { exp: Math.floor(end / 1000) } })
    // Five minutes before it, the access token is cut as well.
    const last = await refresh(tokenOf(late.grant), end - 5 * MINUTE)
    expect(last.grant.expiresIn).toBe(5 * 60)
    const claims = await claimsOf(last.grant, end - 5 * MINUTE)
    expect(claims.exp).toBe(Math.floor(end / 1000))
    expect(await refreshSession(at(end), tokenOf(last.grant))).toMatchObject({
      code: 'session-expired',
    })
  })
})
