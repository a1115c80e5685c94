import { expect, test, vi } from 'vitest'
import { log } from '../../log/log'
import { DAY, MINUTE, START, scene, tokenOf } from '../testing'
import { readSession } from './read-session'
import { refreshSession } from './refresh'
import { endSession } from './sign-out'

const { at, change, claimsOf, events, row, signIn, tokenVersion } = await scene()

async function rotate(token: string, now: number) {
  const answer = await refreshSession(at(now), token)
  if (!answer.ok) throw new Error(answer.code)
  return answer.grant
}

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
  const grant = await rotate(token, START)
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
