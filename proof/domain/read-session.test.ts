import { expect, test, vi } from 'vitest'
import { readSession, sessionOfRefreshTokens } from '../../lib/auth/sessions/read-session'
import { refreshSession } from '../../lib/auth/sessions/refresh'
import { DAY, type Held, MINUTE, START, scene, tokenOf } from '../../lib/auth/testing'
import type { AccessTokenClaims } from '../../lib/auth/tokens/access-token'
import { log } from '../../lib/log/log'

const { at, change, claimsOf, deleteUser, refresh, row, signIn, tokenVersion } = await scene()

/** A session that was refreshed once: what the browser held before, and what it holds now. */
async function refreshedOnce(): Promise<Held & { next: string; nextClaims: AccessTokenClaims }> {
  const held = await signIn()
  const { grant } = await refresh(held.token, START)
  return { ...held, next: tokenOf(grant), nextClaims: await claimsOf(grant, START) }
}

test('when the access token is of an older generation, it is good and confirms nothing', async () => {
  const { claims, id } = await refreshedOnce()
  const before = await row(id)
  expect(await readSession(at(START + MINUTE), claims)).toMatchObject({ ok: true })
  expect(await row(id)).toEqual(before)
})

test.each<[string, (claims: AccessTokenClaims, other: Held) => AccessTokenClaims]>([
  ['of another person', (claims, other) => ({ ...claims, sub: other.user.id })],
  ["on another person's session", (claims, other) => ({ ...claims, sid: other.id })],
  ['of a generation never issued', (claims) => ({ ...claims, gen: 1 })],
])('when the token is %s, it is invalid', async (_, forge) => {
  const { claims } = await signIn()
  const forged = forge(claims, await signIn())
  expect(await readSession(at(START), forged)).toEqual({ ok: false, code: 'invalid-token' })
})

test('when the user was deleted, the session has expired', async () => {
  const { claims, user } = await signIn()
  await deleteUser(user)
  expect(await readSession(at(START), claims)).toEqual({ ok: false, code: 'session-expired' })
})

test('when a copy of a token turns up long after the sign-out, there is no user and no alarm', async () => {
  const { id, token, user } = await signIn()
  await change(id, { revokedAt: START, revokedReason: 'sign-out' })
  expect(await sessionOfRefreshTokens(at(START + DAY), [token])).toBeNull()
  expect(await tokenVersion(user)).toBe(0)
})

test.each<[string, Parameters<typeof change>[1]]>([
  ['revoked', { revokedAt: START, revokedReason: 'replaced' }],
  ['token_version behind', { tokenVersion: -1 }],
  ['idle', { idleExpiresAt: START }],
  ['at its absolute end', { absoluteExpiresAt: START }],
])('when the session is %s, there is no user and nothing changes', async (_, changed) => {
  const { id, token } = await signIn()
  await change(id, changed)
  const before = await row(id)
  expect(await sessionOfRefreshTokens(at(START), [token])).toBeNull()
  expect(await row(id)).toEqual(before)
})

test('when the user was deleted, no page is rendered for them', async () => {
  const { token, user } = await signIn()
  await deleteUser(user)
  expect(await sessionOfRefreshTokens(at(START), [token])).toBeNull()
})

test('when a page was rendered with the current token, the previous one recovers nothing any more', async () => {
  const { next, token } = await refreshedOnce()
  await sessionOfRefreshTokens(at(START + DAY), [next])
  const answer = await refreshSession(at(START + DAY), token)
  expect(answer).toEqual({ ok: false, code: 'token-reuse', reason: 'token-reuse' })
})

test('when an access token is shown, its session is read with its user', async () => {
  const { claims, id, user } = await signIn()
  const read = await readSession(at(START), claims)
  expect(read).toMatchObject({ ok: true, session: { id }, user })
})

test('when a session is read, its generation is confirmed once', async () => {
  const { id, nextClaims } = await refreshedOnce()
  const before = await row(id)
  await readSession(at(START + MINUTE), nextClaims)
  const confirmed = { ...before, confirmedGeneration: 1, lastUsedAt: START + MINUTE }
  expect(await row(id)).toEqual(confirmed)
  await readSession(at(START + 2 * MINUTE), nextClaims)
  expect(await row(id)).toEqual(confirmed)
})

test.each<[string, Parameters<typeof change>[1], number, string, string?]>([
  [
    'revoked a moment ago',
    { revokedAt: START, revokedReason: 'replaced' },
    START,
    'session-revoked',
    'sign-in',
  ],
  ['token_version behind', { tokenVersion: -1 }, START, 'session-revoked'],
  ['revoked and expired', { revokedAt: START, idleExpiresAt: START }, START, 'session-revoked'],
  ['idle limit reached', { idleExpiresAt: START }, START, 'session-expired'],
  ['absolute limit reached', { absoluteExpiresAt: START }, START, 'session-expired'],
])(
  'when the session is %s, its access token is refused and nothing changes',
  async (_, changed, now, code, reason) => {
    const { claims, id } = await signIn()
    await change(id, changed)
    const before = await row(id)
    expect(await readSession(at(now), claims)).toEqual({ ok: false, code, reason })
    expect(await row(id)).toEqual(before)
  },
)

test('when a page is loaded with the current token, it is confirmed and nothing else changes', async () => {
  const { id, next, user } = await refreshedOnce()
  const before = await row(id)
  const active = await sessionOfRefreshTokens(at(START + DAY), [next])
  expect(active).toMatchObject({ session: { id }, user })
  expect(await row(id)).toEqual({
    ...before,
    confirmedGeneration: 1,
    lastUsedAt: START + DAY,
  })
})

test.each([
  ['within the grace (a refresh would retry)', START + 1],
  ['later, its successor unseen (a refresh would recover)', START + DAY],
])(
  'when a page is loaded with the previous token, %s, it is rendered and nothing changes',
  async (_, now) => {
    const { id, token } = await refreshedOnce()
    const before = await row(id)
    expect(await sessionOfRefreshTokens(at(now), [token])).toMatchObject({ session: { id } })
    expect(await row(id)).toEqual(before)
  },
)

test('when a page is loaded with a token that a refresh would call reuse, there is no user and no alarm, and its first refresh says that it is out of date', async () => {
  const warn = vi.spyOn(log, 'warn')
  const { id, next, nextClaims, token, user } = await refreshedOnce()
  await readSession(at(START + MINUTE), nextClaims)
  const before = await row(id)
  expect(await sessionOfRefreshTokens(at(START + DAY), [token])).toBeNull()
  const ifCurrent = await refreshSession(at(START + DAY), token, { ifCurrent: true })
  expect(ifCurrent).toEqual({ ok: false, code: 'invalid-token', reason: 'out-of-date' })
  expect(await row(id)).toEqual(before)
  expect(await tokenVersion(user)).toBe(0)
  expect(warn).not.toHaveBeenCalled()
  expect(await sessionOfRefreshTokens(at(START + DAY), [next])).not.toBeNull()
})
