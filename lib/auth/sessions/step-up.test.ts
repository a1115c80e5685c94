import { expect, test } from 'vitest'
import { MINUTE, START, scene, tokenOf } from '../testing'
import { readSession } from './read-session'
import { stepUp } from './step-up'

const { addUser, at, claimsOf, events, hash, row, signIn } = await scene()
const NOW = START + 20 * MINUTE
const password = 'correct horse battery'
const passwordHash = await hash(password)

const person = () => addUser({ passwordHash })

/** Steps up as a browser that shows an access token of a generation and holds a refresh token. */
async function stepUpWith(
  held: Awaited<ReturnType<typeof signIn>>,
  refreshToken: string | null,
  { now = NOW, generation = 0 } = {},
) {
  const caller = { user: held.user, session: await row(held.id), generation }
  return stepUp(at(now), caller, password, {
    refreshTokens: refreshToken === null ? [] : [refreshToken],
  })
}

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
