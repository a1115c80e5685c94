import { expect, test } from 'vitest'
import { readSession, sessionOfRefreshTokens } from '../../lib/auth/sessions/read-session'
import { refreshSession } from '../../lib/auth/sessions/refresh'
import { DAY, type Held, MINUTE, START, scene, tokenOf } from '../../lib/auth/testing'
import type { AccessTokenClaims } from '../../lib/auth/tokens/access-token'

const { at, change, claimsOf, deleteUser, row, signIn, tokenVersion } = await scene()

/** A session that was refreshed once: what the browser held before, and what it holds now. */
async function refreshedOnce(): Promise<Held & { next: string; nextClaims: AccessTokenClaims }> {
  const held = await signIn()
  const answer = await refreshSession(at(START), held.token)
  if (!answer.ok) throw new Error(answer.code)
  const nextClaims = await claimsOf(answer.grant, START)
  return { ...held, next: tokenOf(answer.grant), nextClaims }
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
  expect(await sessionOfRefreshTokens(at(START + DAY), [token])).toMatchObject({ ok: false })
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
  expect(await sessionOfRefreshTokens(at(START), [token])).toMatchObject({ ok: false })
  expect(await row(id)).toEqual(before)
})

test('when the user was deleted, no page is rendered for them', async () => {
  const { token, user } = await signIn()
  await deleteUser(user)
  expect(await sessionOfRefreshTokens(at(START), [token])).toMatchObject({ ok: false })
})

test('when a page was rendered with the current token, the previous one recovers nothing any more', async () => {
  const { next, token } = await refreshedOnce()
  await sessionOfRefreshTokens(at(START + DAY), [next])
  const answer = await refreshSession(at(START + DAY), token)
  expect(answer).toEqual({ ok: false, code: 'token-reuse', reason: 'token-reuse' })
})
