import { expect, test } from 'vitest'
import { readSession } from '../../lib/auth/sessions/read-session'
import { isRecentlyAuthenticated, stepUp } from '../../lib/auth/sessions/step-up'
import { DAY, MINUTE, PASSWORD, SECOND, START, scene, tokenOf } from '../../lib/auth/testing'

const { at, claimsOf, events, person, refresh, row, signIn, tokenVersion } = await scene()
const NOW = START + 20 * MINUTE

/** Steps up as a browser that shows an access token of a generation and holds a refresh token. */
async function stepUpWith(
  held: Awaited<ReturnType<typeof signIn>>,
  refreshToken: string | null,
  { now = NOW, generation = 0 } = {},
) {
  const caller = { user: held.user, session: await row(held.id), generation }
  return stepUp(at(now), caller, PASSWORD, {
    refreshTokens: refreshToken === null ? [] : [refreshToken],
  })
}

test('when the answer is lost, the browser recovers without an alarm', async () => {
  const held = await signIn(await person())
  await stepUpWith(held, held.token)
  expect((await refresh(held.token, NOW + DAY)).outcome).toBe('recovered')
  expect(await row(held.id)).toMatchObject({ authenticatedAt: NOW })
})

test('when a refresh was lost before, the step-up recovers it', async () => {
  const held = await signIn(await person())
  await refresh(held.token, START + 5 * MINUTE)
  const answer = await stepUpWith(held, held.token)
  expect(answer).toMatchObject({ ok: true })
  expect((await refresh(held.token, NOW + DAY)).outcome).toBe('recovered')
  expect(await tokenVersion(held.user)).toBe(0)
})

test('when a refresh was just before, the token stays', async () => {
  const held = await signIn(await person())
  const refreshed = await refresh(held.token, NOW - SECOND)
  const answer = await stepUpWith(held, tokenOf(refreshed.grant), { generation: 1 })
  expect(answer).toMatchObject({ ok: true, grant: { refreshToken: null } })
  expect(await row(held.id)).toMatchObject({ generation: 1, authenticatedAt: NOW })
})

test('when two tabs step up at the same time, there is one rotation', async () => {
  const held = await signIn(await person())
  const answers = await Promise.all([stepUpWith(held, held.token), stepUpWith(held, held.token)])
  const tokens = answers.map((answer) => (answer.ok ? tokenOf(answer.grant) : answer.code))
  expect(new Set(tokens).size).toBe(1)
  expect((await row(held.id)).generation).toBe(1)
})

test('when there is no refresh token, the access token is of the generation of the caller', async () => {
  const held = await signIn(await person())
  await refresh(held.token, START + 5 * MINUTE)
  const answer = await stepUpWith(held, null)
  if (!answer.ok) throw new Error(answer.code)
  // Or showing it would confirm a generation whose token this browser never got.
  await readSession(at(NOW), await claimsOf(answer.grant, NOW))
  expect((await refresh(held.token, NOW)).outcome).toBe('recovered')
})

test('when the refresh token is a stale copy, it is reuse', async () => {
  const held = await signIn(await person())
  const next = await refresh(held.token, START + 5 * MINUTE)
  await readSession(at(START + 6 * MINUTE), await claimsOf(next.grant, START + 5 * MINUTE))
  const answer = await stepUpWith(held, held.token)
  expect(answer).toEqual({ ok: false, code: 'token-reuse', reason: 'token-reuse' })
  expect((await row(held.id)).authenticatedAt).toBe(START)
})

test('when the password is right, this session alone is noted and its refresh token is replaced', async () => {
  const held = await signIn(await person())
  const other = await signIn(held.user)
  const answer = await stepUpWith(held, held.token)
  if (!answer.ok) throw new Error(answer.code)
  expect(await row(held.id)).toMatchObject({
    authenticatedAt: NOW,
    generation: 1,
    rotatedAt: NOW,
  })
  expect(tokenOf(answer.grant)).not.toBe(held.token)
  expect(await claimsOf(answer.grant, NOW)).toMatchObject({ sid: held.id, gen: 1 })
  expect(await row(other.id)).toMatchObject({ authenticatedAt: START, generation: 0 })
  expect(await events(held.user)).toMatchObject([{ type: 'step-up', sessionId: held.id }])
})

test.each([
  ['none', async () => null],
  ['no token', async () => 'x'],
  ['one of another session', async () => (await signIn()).token],
])('when the refresh token is %s, the cookie is left alone', async (_, given) => {
  const held = await signIn(await person())
  const answer = await stepUpWith(held, await given())
  if (!answer.ok) throw new Error(answer.code)
  expect(answer.grant.refreshToken).toBeNull()
  expect(await row(held.id)).toMatchObject({ generation: 0, authenticatedAt: NOW })
  const claims = await claimsOf(answer.grant, NOW)
  expect(await readSession(at(NOW), claims)).toMatchObject({ ok: true })
})

test('when the password is wrong, nothing changes and an event is written', async () => {
  const held = await signIn(await person())
  const before = await row(held.id)
  const caller = { user: held.user, session: before, generation: 0 }
  const answer = await stepUp(at(NOW), caller, 'wrong horse', { refreshTokens: [held.token] })
  expect(answer).toMatchObject({ ok: false, code: 'invalid-credentials' })
  expect(await row(held.id)).toEqual(before)
  expect(await events(held.user)).toMatchObject([{ type: 'step-up-failed', sessionId: held.id }])
})

test('when the clock was set back since the password check, the check counts no more', () => {
  const after = (seconds: number) =>
    isRecentlyAuthenticated(at(NOW + seconds * SECOND), { authenticatedAt: NOW })
  expect([after(0), after(599), after(600)]).toEqual([true, true, false])
  // Processes may differ by a minute.
  expect([after(-60), after(-61), after(-3 * 86_400)]).toEqual([true, false, false])
})
