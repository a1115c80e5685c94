import { expect, test, vi } from 'vitest'
import { log } from '../../log/log'
import { DAY, type Held, MINUTE, START, scene, tokenOf } from '../testing'
import type { AccessTokenClaims } from '../tokens/access-token'
import { readSession, sessionOfRefreshTokens } from './read-session'
import { refreshSession } from './refresh'

const { at, change, claimsOf, row, signIn, tokenVersion } = await scene()

/** A session that was refreshed once: what the browser held before, and what it holds now. */
async function refreshedOnce(): Promise<Held & { next: string; nextClaims: AccessTokenClaims }> {
  const held = await signIn()
  const answer = await refreshSession(at(START), held.token)
  if (!answer.ok) throw new Error(answer.code)
  const nextClaims = await claimsOf(answer.grant, START)
  return { ...held, next: tokenOf(answer.grant), nextClaims }
}

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

test('when a page is loaded with a token that a refresh would call reuse, there is no user and no alarm', async () => {
  const warn = vi.spyOn(log, 'warn')
  const { id, next, nextClaims, token, user } = await refreshedOnce()
  await readSession(at(START + MINUTE), nextClaims)
  const before = await row(id)
  expect(await sessionOfRefreshTokens(at(START + DAY), [token])).toMatchObject({
    ok: false,
    reason: 'out-of-date',
  })
  expect(await row(id)).toEqual(before)
  expect(await tokenVersion(user)).toBe(0)
  expect(warn).not.toHaveBeenCalled()
  expect(await sessionOfRefreshTokens(at(START + DAY), [next])).toMatchObject({ ok: true })
})
