import { describe, expect, test, vi } from 'vitest'
import { log } from '../../log/log'
import { DAY, MINUTE, SECOND, START, scene, tokenOf } from '../testing'
import { refreshSession } from './refresh'
import { readSession } from './session-lookup'
import { endSession } from './sign-out'

const { at, change, claimsOf, deleteUser, events, row, signIn, tokenVersion } = await scene()

async function rotate(token: string, now: number) {
  const answer = await refreshSession(at(now), token)
  if (!answer.ok) throw new Error(answer.code)
  return answer.grant
}

describe('signing out', () => {
  test('ends this session at once, for both of its tokens, and no other', async () => {
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

  test('is written down, once', async () => {
    const { id, token, user } = await signIn()
    await Promise.all([endSession(at(START), token), endSession(at(START), token)])
    expect(await events(user)).toMatchObject([{ type: 'sign-out', sessionId: id }])
  })

  test('works with the previous token, whose successor was lost', async () => {
    const { id, token, user } = await signIn()
    await rotate(token, START)
    await endSession(at(START + DAY), token)
    expect(await row(id)).toMatchObject({ revokedReason: 'sign-out' })
    expect(await tokenVersion(user)).toBe(0)
  })

  test('works with the previous token within the grace, also when the current one is used', async () => {
    const { id, token, user } = await signIn()
    const grant = await rotate(token, START)
    await readSession(at(START), await claimsOf(grant, START))
    await endSession(at(START + SECOND), token)
    expect(await row(id)).toMatchObject({ revokedReason: 'sign-out' })
    expect(await tokenVersion(user)).toBe(0)
  })

  test('a refresh that was on its way does not bring the session back', async () => {
    const { id, token } = await signIn()
    await Promise.all([endSession(at(START), token), refreshSession(at(START), token)])
    expect((await row(id)).revokedAt).toBe(START)
    expect(await refreshSession(at(START), token)).toMatchObject({ code: 'session-revoked' })
  })
})

describe('signing out with a stale copy', () => {
  test('is reuse: nobody ends a session without a sound by a copy of its token', async () => {
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
})

describe('signing out where no session lives changes nothing', () => {
  test('twice at once', async () => {
    const { id, token, user } = await signIn()
    await Promise.all([endSession(at(START), token), endSession(at(START + 1), token)])
    const after = await row(id)
    expect(after).toMatchObject({ revokedReason: 'sign-out' })
    // Either may be the first.
    expect([START, START + 1]).toContain(after.revokedAt)
    expect(await tokenVersion(user)).toBe(0)
  })

  // The page repeats a sign-out until it is confirmed; a lid closed meanwhile is no theft.
  test('again, when the answer was lost and the grace is long over', async () => {
    const { id, token, user } = await signIn()
    await endSession(at(START), token)
    await endSession(at(START + 5 * MINUTE), token)
    expect(await row(id)).toMatchObject({ revokedAt: START, revokedReason: 'sign-out' })
    expect(await tokenVersion(user)).toBe(0)
  })

  test.each<[string, Parameters<typeof change>[1]]>([
    ['revoked before', { revokedAt: START - 1, revokedReason: 'replaced' }],
    ['token_version behind', { tokenVersion: -1 }],
    ['idle', { idleExpiresAt: START }],
    ['at its absolute end', { absoluteExpiresAt: START }],
  ])('%s', async (_, changed) => {
    const { id, token, user } = await signIn()
    await change(id, changed)
    const before = await row(id)
    await endSession(at(START), token)
    expect(await row(id)).toEqual(before)
    expect(await tokenVersion(user)).toBe(0)
  })

  test.each(['', 'x', 'a.b.c'])('with what is no token: %j', async (token) => {
    await expect(endSession(at(START), token)).resolves.toBeUndefined()
  })

  test('with the token of a deleted person', async () => {
    const { token, user } = await signIn()
    await deleteUser(user)
    await expect(endSession(at(START), token)).resolves.toBeUndefined()
  })
})
