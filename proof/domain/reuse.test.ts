import { describe, expect, test, vi } from 'vitest'
import { readSession } from '../../lib/auth/sessions/read-session'
import { endByReuse, refreshSession } from '../../lib/auth/sessions/refresh'
import { endSession } from '../../lib/auth/sessions/sign-out'
import { DAY, type Held, MINUTE, START, scene, tokenOf } from '../../lib/auth/testing'
import { log } from '../../lib/log/log'

const byUser = await scene()
const bySession = await scene({ AUTH_REUSE_SCOPE: 'session' })
const strict = await scene({ AUTH_REFRESH_GRACE: '0', AUTH_REFRESH_COALESCE: '0' })

type Scene = typeof byUser

/** Rotates and answers the new refresh token. */
async function rotate({ at }: Scene, token: string, now: number): Promise<string> {
  const answer = await refreshSession(at(now), token)
  if (!answer.ok) throw new Error(`refused: ${answer.code}`)
  return tokenOf(answer.grant)
}

/** Uses a session twice, so that its first token is a stale copy. */
async function useTwice(on: Scene, { token }: Held): Promise<string> {
  return rotate(on, await rotate(on, token, START + 5 * MINUTE), START + 20 * MINUTE)
}

const LATER = START + 25 * MINUTE

describe('when a stale copy is presented', () => {
  test('every session of the user ends, in the row and for every token', async () => {
    const { at, claimsOf, row, signIn, tokenVersion } = byUser
    const stolen = await signIn()
    const other = await signIn(stolen.user)
    const stranger = await signIn()
    const current = await useTwice(byUser, stolen)
    const fresh = await refreshSession(at(LATER), other.token)
    const otherClaims = fresh.ok ? await claimsOf(fresh.grant, LATER) : null
    expect(otherClaims).not.toBeNull()

    const answer = await refreshSession(at(LATER), stolen.token)
    expect(answer).toEqual({ ok: false, code: 'token-reuse', reason: 'token-reuse' })

    const revoked = { ok: false, code: 'session-revoked', reason: 'token-reuse' }
    expect(await tokenVersion(stolen.user)).toBe(1)
    expect(await row(stolen.id)).toMatchObject({ revokedAt: LATER, revokedReason: 'reuse' })
    expect(await refreshSession(at(LATER), current)).toEqual(revoked)
    expect(await refreshSession(at(LATER), other.token)).toEqual(revoked)
    expect(await readSession(at(LATER), stolen.claims)).toEqual(revoked)
    if (otherClaims) expect(await readSession(at(LATER), otherClaims)).toEqual(revoked)

    expect(await tokenVersion(stranger.user)).toBe(0)
    expect(await refreshSession(at(LATER), stranger.token)).toMatchObject({ ok: true })
  })

  test('a second time, no later session ends', async () => {
    const { at, signIn, tokenVersion } = byUser
    const stolen = await signIn()
    await useTwice(byUser, stolen)
    await refreshSession(at(LATER), stolen.token)
    const user = { ...stolen.user, tokenVersion: 1 }
    const anew = await signIn(user, LATER)

    for (const minutes of [0, 1, 60]) {
      const answer = await refreshSession(at(LATER + minutes * MINUTE), stolen.token)
      expect(answer).toEqual({ ok: false, code: 'session-revoked', reason: 'token-reuse' })
    }
    expect(await tokenVersion(stolen.user)).toBe(1)
    expect(await readSession(at(LATER), anew.claims)).toMatchObject({ ok: true })
  })

  test('and AUTH_REUSE_SCOPE is session, only that session ends', async () => {
    const { at, row, signIn, tokenVersion } = bySession
    const stolen = await signIn()
    const other = await signIn(stolen.user)
    const current = await useTwice(bySession, stolen)

    const answer = await refreshSession(at(LATER), stolen.token)
    expect(answer).toEqual({ ok: false, code: 'token-reuse', reason: 'token-reuse-session' })

    const revoked = { ok: false, code: 'session-revoked', reason: 'token-reuse-session' }
    expect(await tokenVersion(stolen.user)).toBe(0)
    expect(await row(stolen.id)).toMatchObject({ revokedReason: 'reuse' })
    expect(await refreshSession(at(LATER), current)).toEqual(revoked)
    expect(await readSession(at(LATER), stolen.claims)).toEqual(revoked)
    expect(await refreshSession(at(LATER), stolen.token)).toEqual(revoked)
    expect(await readSession(at(LATER), other.claims)).toMatchObject({ ok: true })
  })

  test.each([
    ['user', byUser],
    ['session', bySession],
  ])('to several requests at once, one event is written (scope %s)', async (_, on) => {
    const stolen = await on.signIn()
    await useTwice(on, stolen)
    const found = { session: await on.row(stolen.id), user: stolen.user }
    await Promise.all(Array.from({ length: 5 }, () => endByReuse(on.at(LATER), found)))
    expect(await on.events(stolen.user)).toMatchObject([
      { type: 'token-reuse', sessionId: stolen.id },
    ])
    expect(await on.mails(stolen.user)).toMatchObject([
      { kind: 'token-reuse', recipient: stolen.user.email, ip: '192.0.2.0/24', createdAt: LATER },
    ])
  })

  test.each([
    ['user', byUser],
    ['session', bySession],
  ])('at its sign-out, one mail tells the owner (scope %s)', async (_, on) => {
    const stolen = await on.signIn()
    await useTwice(on, stolen)
    await endSession(on.at(LATER), stolen.token)
    await endSession(on.at(LATER), stolen.token)
    expect(await on.mails(stolen.user)).toMatchObject([{ kind: 'token-reuse' }])
  })

  test('the log line has no token and no session id', async () => {
    const warn = vi.spyOn(log, 'warn')
    const { at, signIn } = byUser
    const stolen = await signIn()
    const current = await useTwice(byUser, stolen)
    await refreshSession(at(LATER), stolen.token)
    expect(warn.mock.calls).toEqual([
      [
        {
          event: 'authn_token_reuse',
          type: 'token-reuse',
          userId: stolen.user.id,
          session: expect.stringMatching(/^[0-9a-f]{12}$/),
          ip: '192.0.2.0/24',
        },
      ],
    ])
    const logged = JSON.stringify(warn.mock.calls)
    for (const token of [stolen.token, current]) expect(logged).not.toContain(token.slice(-20))
    expect(logged).not.toContain(stolen.id)
  })
})

describe('when the generation that a recovery replaced is presented', () => {
  test('it is reuse', async () => {
    const { at, signIn, tokenVersion } = byUser
    const held = await signIn()
    const unseen = await rotate(byUser, held.token, START)
    const recovered = await rotate(byUser, held.token, START + 10 * MINUTE)
    const answer = await refreshSession(at(START + 10 * MINUTE), unseen)
    expect(answer).toEqual({ ok: false, code: 'token-reuse', reason: 'token-reuse' })
    expect(await tokenVersion(held.user)).toBe(1)
    const after = await refreshSession(at(START + 10 * MINUTE), recovered)
    expect(after).toEqual({ ok: false, code: 'session-revoked', reason: 'token-reuse' })
  })
})

test('when a thief keeps using a copied cookie, the next refresh is reuse', async () => {
  const { at, claimsOf, signIn } = byUser
  const held = await signIn()
  const copied = held.token
  const thief = await refreshSession(at(START + 10 * MINUTE), copied)
  if (!thief.ok) throw new Error('the thief comes first')
  // Using the access token confirms the generation: now the browser's token is the stale one.
  const claims = await claimsOf(thief.grant, START + 10 * MINUTE)
  expect(await readSession(at(START + 11 * MINUTE), claims)).toMatchObject({ ok: true })
  const browser = await refreshSession(at(START + 12 * MINUTE), held.token)
  expect(browser).toEqual({ ok: false, code: 'token-reuse', reason: 'token-reuse' })
  expect(await readSession(at(START + 12 * MINUTE), claims)).toMatchObject({
    code: 'session-revoked',
  })
})

test('when the stale copy has expired, there is no alarm', async () => {
  const { at, signIn, tokenVersion } = byUser
  const held = await signIn()
  await rotate(byUser, await rotate(byUser, held.token, START + DAY), START + 2 * DAY)
  const answer = await refreshSession(at(START + 7 * DAY), held.token)
  expect(answer).toEqual({ ok: false, code: 'session-expired' })
  expect(await tokenVersion(held.user)).toBe(0)
})

describe('after its own sign-out', () => {
  test('when the copy is presented, it is reuse once', async () => {
    const { at, row, signIn, tokenVersion } = byUser
    const held = await signIn()
    const other = await signIn(held.user)
    await endSession(at(START), held.token)
    const soon = await refreshSession(at(START + 30_000), held.token)
    expect(soon).toEqual({ ok: false, code: 'session-revoked', reason: 'sign-out' })
    expect(await tokenVersion(held.user)).toBe(0)
    expect(await byUser.mails(held.user)).toEqual([])

    const late = await refreshSession(at(START + 30_001), held.token)
    expect(late).toEqual({ ok: false, code: 'token-reuse', reason: 'token-reuse' })
    expect(await row(held.id)).toMatchObject({ revokedReason: 'reuse' })
    expect(await readSession(at(START + 30_001), other.claims)).toMatchObject({
      code: 'session-revoked',
    })

    const again = await refreshSession(at(START + MINUTE), held.token)
    expect(again).toEqual({ ok: false, code: 'session-revoked', reason: 'token-reuse' })
    expect(await tokenVersion(held.user)).toBe(1)
  })

  test('when AUTH_REUSE_SCOPE is session, one alarm is raised, and the other sessions live', async () => {
    const { at, signIn } = bySession
    const held = await signIn()
    const other = await signIn(held.user)
    await endSession(at(START), held.token)
    const codes: unknown[] = []
    for (const minutes of [1, 2, 3]) {
      codes.push(await refreshSession(at(START + minutes * MINUTE), held.token))
    }
    expect(codes).toMatchObject([
      { code: 'token-reuse' },
      { code: 'session-revoked' },
      { code: 'session-revoked' },
    ])
    expect(await readSession(at(START + 4 * MINUTE), other.claims)).toMatchObject({ ok: true })
  })
})

describe('when rotation is strict', () => {
  test('the same token twice in one millisecond is reuse', async () => {
    const { at, signIn, tokenVersion } = strict
    const held = await signIn()
    expect(await refreshSession(at(START), held.token)).toMatchObject({ outcome: 'rotated' })
    const again = await refreshSession(at(START), held.token)
    expect(again).toEqual({ ok: false, code: 'token-reuse', reason: 'token-reuse' })
    expect(await tokenVersion(held.user)).toBe(1)
  })

  test('every refresh rotates, however soon', async () => {
    const { row, signIn } = strict
    const held = await signIn()
    let token = held.token
    for (let count = 0; count < 5; count += 1) token = await rotate(strict, token, START)
    expect(await row(held.id)).toMatchObject({ generation: 5, revokedAt: null })
  })
})
