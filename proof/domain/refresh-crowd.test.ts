import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../db/client'
import { type Refreshed, refreshSession } from '../../lib/auth/sessions/refresh'
import { hashRefreshToken } from '../../lib/auth/sessions/session-tokens'
import { MINUTE, SECOND, START, scene, tokenOf } from '../../lib/auth/testing'

const { at, row, signIn, tokenVersion, url } = await scene()
const CROWD = 50

const outcomes = (answers: { ok: boolean }[]) => {
  const counts: Record<string, number> = {}
  for (const answer of answers as (Refreshed | { ok: false; code: string })[]) {
    const key = answer.ok ? answer.outcome : answer.code
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}

describe('when fifty refreshes with one token come at the same time', () => {
  test.each([
    ['on one connection', 1],
    ['on five connections', 5],
  ])('%s, there is one rotation, and one token for all', async (_, count) => {
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

  test('by clocks that differ by a second either way, there is one rotation and no alarm', async () => {
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
