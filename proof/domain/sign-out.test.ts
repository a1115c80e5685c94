import { expect, test } from 'vitest'
import { readSession } from '../../lib/auth/sessions/read-session'
import { refreshSession } from '../../lib/auth/sessions/refresh'
import { endSession } from '../../lib/auth/sessions/sign-out'
import { DAY, MINUTE, SECOND, START, scene } from '../../lib/auth/testing'

const { at, claimsOf, deleteUser, row, signIn, tokenVersion } = await scene()

async function rotate(token: string, now: number) {
  const answer = await refreshSession(at(now), token)
  if (!answer.ok) throw new Error(answer.code)
  return answer.grant
}

test('when the successor was lost, the previous token signs out', async () => {
  const { id, token, user } = await signIn()
  await rotate(token, START)
  await endSession(at(START + DAY), token)
  expect(await row(id)).toMatchObject({ revokedReason: 'sign-out' })
  expect(await tokenVersion(user)).toBe(0)
})

test('when the previous token is shown within the grace, it signs out', async () => {
  const { id, token, user } = await signIn()
  const grant = await rotate(token, START)
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
