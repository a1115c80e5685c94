import { expect, test } from 'vitest'
import { readSession } from '../../lib/auth/sessions/read-session'
import { refreshSession } from '../../lib/auth/sessions/refresh'
import { UNDER_WAY } from '../../lib/auth/sessions/rotation'
import { DAY, MINUTE, SECOND, START, scene, tokenOf } from '../../lib/auth/testing'
import { verifyRefreshToken } from '../../lib/auth/tokens/refresh-token'

const { at, change, claimsOf, config, deleteUser, events, refresh, row, signIn } = await scene()

const G = 30 * SECOND

test('when a session is refreshed twenty times, it is one row and each token works once', async () => {
  const { id, token } = await signIn()
  let held = token
  for (let generation = 1; generation <= 20; generation += 1) {
    const { outcome, grant } = await refresh(held, START + generation * 15 * MINUTE)
    expect(outcome).toBe('rotated')
    held = tokenOf(grant)
  }
  expect(await row(id)).toMatchObject({ generation: 20, previousGeneration: 19 })
})

test('when a token was given out again and may be under way, an access token of the presented generation is given', async () => {
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

test('when a token is given again, the cookie lives as long as the token in it', async () => {
  const { token } = await signIn()
  const first = await refresh(token, START)
  const { grant } = await refresh(token, START + 20 * SECOND)
  expect(first.grant.refreshToken?.maxAge).toBe(config.refreshTokenTtl)
  expect(grant.refreshToken?.maxAge).toBe(config.refreshTokenTtl - 20)
})

test('when a lost token is recovered, an event is written, and none for what browsers do all day', async () => {
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

test('when answers are lost again and again, each is recovered', async () => {
  const { id, token } = await signIn()
  for (let generation = 1; generation <= 5; generation += 1) {
    const { grant } = await refresh(token, START + generation * MINUTE)
    const again = await refresh(token, START + generation * MINUTE + 1)
    expect(again.outcome).toBe('retried')
    expect(tokenOf(again.grant)).toBe(tokenOf(grant))
  }
  expect(await row(id)).toMatchObject({ generation: 5, previousGeneration: 0, revokedAt: null })
})

test('when a session was idle for seven days, its token has expired', async () => {
  const { id, token } = await signIn()
  const before = await row(id)
  const answer = await refreshSession(at(START + 7 * DAY), token)
  expect(answer).toEqual({ ok: false, code: 'session-expired' })
  expect(await row(id)).toEqual(before)
})

test('when the user was deleted, the session has expired', async () => {
  const { token, user } = await signIn()
  await deleteUser(user)
  expect(await refreshSession(at(START), token)).toEqual({ ok: false, code: 'session-expired' })
})

test.each(['', 'x', 'a.b.c', 'null', `${'A'.repeat(40)}.e30.${'A'.repeat(43)}`])(
  'when %j is presented, it is an invalid token',
  async (token) => {
    expect(await refreshSession(at(START), token)).toEqual({ ok: false, code: 'invalid-token' })
  },
)

test('when the absolute limit is near, it caps the idle limit, the cookie and both tokens', async () => {
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
