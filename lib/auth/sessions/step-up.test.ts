import { beforeAll, describe, expect, test } from 'vitest'
import { hashPassword } from '../passwords/password-hash'
import { DAY, LANE, MINUTE, SECOND, START, scene, tokenOf } from '../testing'
import { refreshSession } from './refresh'
import { readSession } from './session-lookup'
import { stepUp } from './step-up'

const { addUser, at, claimsOf, config, events, row, signIn, tokenVersion } = await scene()
const NOW = START + 20 * MINUTE
const password = 'correct horse battery'
let passwordHash = ''

beforeAll(async () => {
  const hashed = await hashPassword(password, config, LANE)
  if (!hashed.ok) throw new Error(hashed.code)
  passwordHash = hashed.value
})

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

/** What a refresh gives. */
async function refresh(token: string, now: number) {
  const answer = await refreshSession(at(now), token)
  if (!answer.ok) throw new Error(answer.code)
  return answer
}

describe('the right password', () => {
  test('is noted on this session alone, and replaces the refresh token', async () => {
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

  test('the answer is lost: the browser recovers, and nobody calls it a thief', async () => {
    const held = await signIn(await person())
    await stepUpWith(held, held.token)
    expect((await refresh(held.token, NOW + DAY)).outcome).toBe('recovered')
    expect(await row(held.id)).toMatchObject({ authenticatedAt: NOW })
  })

  test('a refresh and its answer were lost before: recovered by it, and again after it', async () => {
    const held = await signIn(await person())
    await refresh(held.token, START + 5 * MINUTE)
    const answer = await stepUpWith(held, held.token)
    expect(answer).toMatchObject({ ok: true })
    expect((await refresh(held.token, NOW + DAY)).outcome).toBe('recovered')
    expect(await tokenVersion(held.user)).toBe(0)
  })

  test('right after a refresh the token stays: a second new one could arrive before the first', async () => {
    const held = await signIn(await person())
    const refreshed = await refresh(held.token, NOW - SECOND)
    const answer = await stepUpWith(held, tokenOf(refreshed.grant), { generation: 1 })
    expect(answer).toMatchObject({ ok: true, grant: { refreshToken: null } })
    expect(await row(held.id)).toMatchObject({ generation: 1, authenticatedAt: NOW })
  })

  test('two tabs at the same time: one rotation, and both go on', async () => {
    const held = await signIn(await person())
    const answers = await Promise.all([stepUpWith(held, held.token), stepUpWith(held, held.token)])
    const tokens = answers.map((answer) => (answer.ok ? tokenOf(answer.grant) : answer.code))
    expect(new Set(tokens).size).toBe(1)
    expect((await row(held.id)).generation).toBe(1)
  })
})

describe('the refresh token is no authentication', () => {
  test.each([
    ['none', async () => null],
    ['no token', async () => 'x'],
    ['one of another session', async () => (await signIn()).token],
  ])('%s: the cookie is left alone', async (_, given) => {
    const held = await signIn(await person())
    const answer = await stepUpWith(held, await given())
    if (!answer.ok) throw new Error(answer.code)
    expect(answer.grant.refreshToken).toBeNull()
    expect(await row(held.id)).toMatchObject({ generation: 0, authenticatedAt: NOW })
    const claims = await claimsOf(answer.grant, NOW)
    expect(await readSession(at(NOW), claims)).toMatchObject({ ok: true })
  })

  test('without it the access token is of the generation that the caller has', async () => {
    const held = await signIn(await person())
    await refresh(held.token, START + 5 * MINUTE)
    const answer = await stepUpWith(held, null)
    if (!answer.ok) throw new Error(answer.code)
    // Or showing it would confirm a generation whose token this browser never got.
    await readSession(at(NOW), await claimsOf(answer.grant, NOW))
    expect((await refresh(held.token, NOW)).outcome).toBe('recovered')
  })

  test('a stale copy with it is what it always is', async () => {
    const held = await signIn(await person())
    const next = await refresh(held.token, START + 5 * MINUTE)
    await readSession(at(START + 6 * MINUTE), await claimsOf(next.grant, START + 5 * MINUTE))
    const answer = await stepUpWith(held, held.token)
    expect(answer).toEqual({ ok: false, code: 'token-reuse', reason: 'token-reuse' })
    expect((await row(held.id)).authenticatedAt).toBe(START)
  })
})

test('a wrong password changes nothing, and is written down', async () => {
  const held = await signIn(await person())
  const before = await row(held.id)
  const caller = { user: held.user, session: before, generation: 0 }
  const answer = await stepUp(at(NOW), caller, 'wrong horse', { refreshTokens: [held.token] })
  expect(answer).toMatchObject({ ok: false, code: 'invalid-credentials' })
  expect(await row(held.id)).toEqual(before)
  expect(await events(held.user)).toMatchObject([{ type: 'step-up-failed', sessionId: held.id }])
})
