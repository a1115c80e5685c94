import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decideRotation } from '../../lib/auth/sessions/rotation'
import { answerTo, rowOf, type Situation, TABLE, type TableRow } from './table'

const NOW = 1_000_000_000
const moment = fc.oneof(
  fc
    .constantFrom(-1, 0, 1, 24_999, 25_000, 29_999, 30_000, 30_001, 59_999, 60_000, 60_001)
    .map((ago) => NOW - ago),
  fc.integer({ min: NOW - 200_000, max: NOW + 200_000 }),
)
const generation = fc.integer({ min: 0, max: 4 })
const limit = fc.oneof(
  { weight: 5, arbitrary: fc.constant(NOW + 1) },
  { weight: 1, arbitrary: fc.constantFrom(NOW, NOW - 1) },
)
const situation: fc.Arbitrary<Situation> = fc.record({
  session: fc.record({
    generation,
    previousGeneration: fc.option(generation),
    confirmedGeneration: fc.option(generation),
    rotatedAt: fc.option(moment),
    retriedAt: fc.option(moment),
    idleExpiresAt: limit,
    absoluteExpiresAt: limit,
    revokedAt: fc.oneof(
      { weight: 3, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: moment },
    ),
    revokedReason: fc.constantFrom('sign-out', 'reuse', 'replaced', null),
    tokenVersion: fc.constantFrom(3, 3, 3, 2),
    userTokenVersion: fc.constantFrom(3, 3, 3, 4),
  }),
  presented: fc.record({ generation, authentic: fc.constantFrom(true, true, true, false) }),
  now: fc.constant(NOW),
  rules: fc.constantFrom(
    { refreshGrace: 30, refreshCoalesce: 60 },
    { refreshGrace: 10, refreshCoalesce: 20 },
    { refreshGrace: 25, refreshCoalesce: 35 },
    { refreshGrace: 0, refreshCoalesce: 0 },
  ),
})

test('when the code decides, the table has the same answer, and every row is reached', () => {
  const reached = new Set<TableRow>()
  const property = fc.property(situation, (of) => {
    const row = rowOf(of)
    reached.add(row)
    expect(answerTo(decideRotation(of.session, of.presented, of.now, of.rules))).toBe(row.answer)
  })
  fc.assert(property, { numRuns: 20_000, seed: 20_260_105 })
  expect(TABLE.filter((row) => !reached.has(row))).toEqual([])
})
