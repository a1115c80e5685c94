import { expect, test, vi } from 'vitest'
import { readSession } from '../../lib/auth/sessions/read-session'
import { refreshSession } from '../../lib/auth/sessions/refresh'
import { endSession } from '../../lib/auth/sessions/sign-out'
import { DAY, MINUTE, SECOND, START, scene, tokenOf } from '../../lib/auth/testing'
import { log } from '../../lib/log/log'

const { at, change, claimsOf, deleteUser, events, refresh, row, signIn, tokenVersion } =
  await scene()

test('when the successor was lost, the previous token signs out', async () => {
  const { id, token, user } = await signIn()
  await refresh(token, START)
  await endSession(at(START + DAY), token)
  expect(await row(id)).toMatchObject({ revokedReason: 'sign-out' })
  expect(await tokenVersion(user)).toBe(0)
})

test('when the previous token is shown within the grace, it signs out', async () => {
  const { id, token, user } = await signIn()
  const grant = (await refresh(token, START)).grant
  await readSession(at(START), await claimsOf(grant, START))
  await endSession(at(START + SECOND), token)
  expect(await row(id)).toMatchObject({ revokedReason: 'sign-out' })
  expect(await tokenVersion(user)).toBe(0)
})

test('when a refresh is on its way, it does not bring the session back', async () => {
  const { id, token } = await signIn()
  await Promise.all([endSession(at(START), token), refreshSession(at(START), token)])
  expect((await row(id)).revokedAt).toBe(START)
  expect(await refreshSession(at(START), token)).toMatchObject({ code: 'session-revoked' })
})

test('when a browser signs out twice at once, it is signed out once without an alarm', async () => {
  const { id, token, user } = await signIn()
  await Promise.all([endSession(at(START), token), endSession(at(START + 1), token)])
  const after = await row(id)
  expect(after).toMatchObject({ revokedReason: 'sign-out' })
  // Either may be the first.
  expect([START, START + 1]).toContain(after.revokedAt)
  expect(await tokenVersion(user)).toBe(0)
})

// The page repeats a sign-out until it is confirmed; a lid closed meanwhile is no theft.
test('when a sign-out is repeated after the grace, nothing changes', async () => {
  const { id, token, user } = await signIn()
  await endSession(at(START), token)
  await endSession(at(START + 5 * MINUTE), token)
  expect(await row(id)).toMatchObject({ revokedAt: START, revokedReason: 'sign-out' })
  expect(await tokenVersion(user)).toBe(0)
})

test.each(['', 'x', 'a.b.c'])('when %j is presented, a sign-out changes nothing', async (token) => {
  await expect(endSession(at(START), token)).resolves.toBeUndefined()
})

test('when the user was deleted, a sign-out changes nothing', async () => {
  const { token, user } = await signIn()
  await deleteUser(user)
  await expect(endSession(at(START), token)).resolves.toBeUndefined()
})

test('when a user signs out, this session ends at once for both of its tokens, and no other', async () => {
  const { claims, id, token, user } = await signIn()
  const other = await signIn(user)
  const before = await row(id)
  await endSession(at(START + MINUTE), token)
  expect(await row(id)).toEqual({
    ...before,
    revokedAt: START + MINUTE,
    revokedReason: 'sign-out',
  })
  const revoked = { ok: false, code: 'session-revoked', reason: 'sign-out' }
  expect(await readSession(at(START + MINUTE), claims)).toEqual(revoked)
  expect(await refreshSession(at(START + MINUTE), token)).toEqual(revoked)
  expect(await readSession(at(START + MINUTE), other.claims)).toMatchObject({ ok: true })
  expect(await tokenVersion(user)).toBe(0)
})

test('when two tabs sign out at the same time, one event is written', async () => {
  const { id, token, user } = await signIn()
  await Promise.all([endSession(at(START), token), endSession(at(START), token)])
  expect(await events(user)).toMatchObject([{ type: 'sign-out', sessionId: id }])
})

test('when a stale copy signs out, it is reuse and everything ends', async () => {
  const warn = vi.spyOn(log, 'warn')
  const { id, token, user } = await signIn()
  const grant = (await refresh(token, START)).grant
  await readSession(at(START + MINUTE), await claimsOf(grant, START))
  await endSession(at(START + DAY), token)
  expect(await row(id)).toMatchObject({ revokedReason: 'reuse' })
  expect(await tokenVersion(user)).toBe(1)
  expect(warn).toHaveBeenCalledOnce()
  expect(await refreshSession(at(START + DAY), tokenOf(grant))).toMatchObject({
    code: 'session-revoked',
  })
})

test.each<[string, Parameters<typeof change>[1]]>([
  ['revoked before', { revokedAt: START - 1, revokedReason: 'replaced' }],
  ['token_version behind', { tokenVersion: -1 }],
  ['idle', { idleExpiresAt: START }],
  ['at its absolute end', { absoluteExpiresAt: START }],
])('when the session is %s, a sign-out changes nothing', async (_, changed) => {
  const { id, token, user } = await signIn()
  await change(id, changed)
  const before = await row(id)
  await endSession(at(START), token)
  expect(await row(id)).toEqual(before)
  expect(await tokenVersion(user)).toBe(0)
})
