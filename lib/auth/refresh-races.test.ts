import { describe, expect, test, vi } from 'vitest'
import { openDatabase } from '../../db/client'
import { confirmGeneration, revokeSession, rotateSession } from '../../db/sessions'
import { hashRefreshToken } from './grant'
import { endSession } from './logout'
import { type Refreshed, refreshSession } from './refresh'
import { MINUTE, SECOND, START, scene, tokenOf } from './testing'

const { at, db, row, signIn, tokenVersion, url } = await scene()
const CROWD = 50

vi.mock('../../db/sessions', { spy: true })

const outcomes = (answers: { ok: boolean }[]) => {
  const counts: Record<string, number> = {}
  for (const answer of answers as (Refreshed | { ok: false; code: string })[]) {
    const key = answer.ok ? answer.outcome : answer.code
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}

/** Lets something happen after the next refresh has read its row and before it writes. */
function meanwhile(action: () => Promise<unknown>): void {
  const sign = crypto.subtle.sign.bind(crypto.subtle)
  vi.spyOn(crypto.subtle, 'sign').mockImplementationOnce(async (...parameters) => {
    await action()
    return sign(...parameters)
  })
}

describe('fifty refreshes with one token at the same time', () => {
  test.each([
    ['on one connection', 1],
    ['on five connections', 5],
  ])('%s: one rotation, one token for all', async (_, count) => {
    const { id, token, user } = await signIn()
    const connections = Array.from({ length: count }, () => openDatabase(url))
    const contexts = connections.map((connection) => ({ ...at(START), db: connection.db }))
    const answers = await Promise.all(
      Array.from({ length: CROWD }, (_, index) =>
        refreshSession(contexts[index % count] ?? at(START), token),
      ),
    )
    for (const { close } of connections) await close()
    expect(outcomes(answers)).toEqual({ rotated: 1, retried: CROWD - 1 })
    const tokens = new Set(answers.map((answer) => answer.ok && tokenOf(answer.grant)))
    expect(tokens.size).toBe(1)
    const after = await row(id)
    expect(after).toMatchObject({ generation: 1, previousGeneration: 0, revokedAt: null })
    expect([...tokens].map((held) => held && hashRefreshToken(held))).toEqual([
      after.refreshTokenHash,
    ])
    expect(await tokenVersion(user)).toBe(0)
  })

  test('by clocks that differ by a second either way: still one rotation and no alarm', async () => {
    const { id, token, user } = await signIn()
    const answers = await Promise.all(
      Array.from({ length: CROWD }, (_, index) =>
        refreshSession(at(START + MINUTE + (index % 3) * SECOND - SECOND), token),
      ),
    )
    expect(outcomes(answers)).toEqual({ rotated: 1, retried: CROWD - 1 })
    expect(await row(id)).toMatchObject({ generation: 1, revokedAt: null })
    expect(await tokenVersion(user)).toBe(0)
  })

  test('a lost answer is recovered once', async () => {
    const { id, token } = await signIn()
    await refreshSession(at(START), token)
    const now = START + 10 * MINUTE
    const answers = await Promise.all(
      Array.from({ length: CROWD }, () => refreshSession(at(now), token)),
    )
    expect(outcomes(answers)).toEqual({ recovered: 1, retried: CROWD - 1 })
    expect(new Set(answers.map((answer) => answer.ok && tokenOf(answer.grant))).size).toBe(1)
    expect(await row(id)).toMatchObject({ generation: 2, previousGeneration: 0 })
  })

  test('a reused token is one alarm', async () => {
    const { token, user } = await signIn()
    let held = token
    for (const minutes of [5, 10]) {
      const answer = await refreshSession(at(START + minutes * MINUTE), held)
      if (answer.ok) held = tokenOf(answer.grant)
    }
    const answers = await Promise.all(
      Array.from({ length: CROWD }, () => refreshSession(at(START + 15 * MINUTE), token)),
    )
    expect(answers.every((answer) => !answer.ok)).toBe(true)
    expect(await tokenVersion(user)).toBe(1)
  })
})

describe('what happens between reading and writing', () => {
  test('another refresh was first: its token is given, not a second one', async () => {
    const { id, token } = await signIn()
    const rival = { answer: null as Awaited<ReturnType<typeof refreshSession>> | null }
    meanwhile(async () => {
      rival.answer = await refreshSession(at(START + 1), token)
    })
    const answer = await refreshSession(at(START), token)
    expect(rival.answer).toMatchObject({ ok: true, outcome: 'rotated' })
    expect(answer).toMatchObject({ ok: true, outcome: 'retried' })
    if (!answer.ok || !rival.answer?.ok) return
    expect(tokenOf(answer.grant)).toBe(tokenOf(rival.answer.grant))
    expect((await row(id)).generation).toBe(1)
  })

  test('the unseen token shows up while it is being superseded: it wins', async () => {
    const { id, token, user } = await signIn()
    await refreshSession(at(START), token)
    const now = START + 10 * MINUTE
    meanwhile(() => confirmGeneration(db, id, 1, now))
    const answer = await refreshSession(at(now), token)
    // Now two parties are known to hold this lineage.
    expect(answer).toEqual({ ok: false, code: 'token-reuse', reason: 'token-reuse' })
    expect(await row(id)).toMatchObject({ generation: 1, confirmedGeneration: 1 })
    expect(await tokenVersion(user)).toBe(1)
  })

  test('a confirmation that comes after the recovery changes nothing', async () => {
    const { id, token } = await signIn()
    await refreshSession(at(START), token)
    await refreshSession(at(START + 10 * MINUTE), token)
    await confirmGeneration(db, id, 1, START + 11 * MINUTE)
    expect(await row(id)).toMatchObject({ generation: 2, confirmedGeneration: null })
  })

  test('the person signs out: no token for an ended session', async () => {
    const { id, token } = await signIn()
    meanwhile(() => endSession(at(START), token))
    expect(await refreshSession(at(START), token)).toEqual({
      ok: false,
      code: 'session-revoked',
      reason: 'sign-out',
    })
    expect(await row(id)).toMatchObject({ generation: 0, revokedReason: 'sign-out' })
  })

  test('the session is revoked: no token for it', async () => {
    const { id, token } = await signIn()
    meanwhile(() => revokeSession(db, id, 'replaced', START))
    expect(await refreshSession(at(START), token)).toEqual({
      ok: false,
      code: 'session-revoked',
      reason: 'sign-in',
    })
    expect((await row(id)).generation).toBe(0)
  })
})

test('a row that moves at every attempt: busy after three, and the session lives', async () => {
  const { id, token, user } = await signIn()
  // As if somebody else were always first.
  const rotate = vi.mocked(rotateSession).mockClear().mockResolvedValue(undefined)
  const answer = await refreshSession(at(START), token)
  expect(rotate).toHaveBeenCalledTimes(3)
  rotate.mockReset()
  expect(answer).toEqual({ ok: false, code: 'busy', retryAfter: 1 })
  expect(await row(id)).toMatchObject({ generation: 0, revokedAt: null })
  expect(await tokenVersion(user)).toBe(0)
  expect(await refreshSession(at(START), token)).toMatchObject({ ok: true, outcome: 'rotated' })
})

test('a database in trouble is thrown, never told as the end of a session', async () => {
  const { token } = await signIn()
  const { close, db: closed } = openDatabase(url)
  await close()
  await expect(refreshSession({ ...at(START), db: closed }, token)).rejects.toThrow(Error)
})
