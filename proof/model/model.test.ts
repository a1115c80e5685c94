import { describe, expect, test } from 'vitest'
import { MUTANTS, REAL } from './mutants'
import { check, checkOne, SETTINGS, type World } from './properties'
import type { Settings } from './server'

/** `npm run test:model` runs more, with a seed of its own; see `proof/scripts/test-model.mjs`. */
const { MODEL_RUNS, MODEL_SEED, MODEL_PATH, MODEL_WORLD } = process.env
const isLong = MODEL_RUNS !== undefined
const runs = Number(MODEL_RUNS ?? 1_500)
const firstSeed = Number(MODEL_SEED ?? 20_260_105)
/** So that a long run says every few seconds that it goes on: each test has a seed of its own. */
const LONGEST_TEST = 5_000

const worlds: [World, string][] = [
  ['honest', 'without a thief no alarm is raised, and no one loses a session'],
  ['thief', 'with a thief both parties are found out, and a dead session stays dead'],
]

/** A path belongs to one seed, so only one test can follow it. */
function portions(): { seed: number; runs: number }[] {
  const count = MODEL_PATH === undefined ? Math.ceil(runs / LONGEST_TEST) : 1
  return Array.from({ length: count }, (_, index) => ({
    seed: firstSeed + index,
    runs: Math.min(LONGEST_TEST, runs - index * LONGEST_TEST),
  }))
}

const cases = worlds
  .filter(([world]) => MODEL_WORLD === undefined || MODEL_WORLD === world)
  .flatMap(([world, what]) => portions().map((portion) => ({ world, what, ...portion })))

test('when settings are tried, those at the edge of what is allowed are among them', () => {
  const rules = SETTINGS.map(({ refreshGrace, refreshCoalesce }) => [refreshGrace, refreshCoalesce])
  expect(rules).toEqual(
    expect.arrayContaining([
      [30, 60],
      [25, 35],
      [600, 610],
    ]),
  )
})

describe('when anything happens', () => {
  test.for(cases)('$world: $what, seed $seed', { timeout: 120_000 }, ({ world, seed, runs }) => {
    const started = performance.now()
    const path = MODEL_PATH === undefined ? {} : { path: MODEL_PATH }
    const { report, steps, ...found } = check(world, REAL, { runs, seed, ...path })
    if (isLong) {
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      const { rotations, alarms } = found
      process.stdout.write(
        `${world}: seed ${seed}, ${found.runs} histories, ${steps} steps, ${rotations} generations, ${alarms} alarms, ${seconds} s\n`,
      )
    }
    if (report) expect.fail(report)
    // A simulation in which nothing happens would prove nothing.
    if (MODEL_PATH === undefined) {
      expect(found.rotations).toBeGreaterThan(found.runs)
      expect(steps).toBeGreaterThan(40 * found.runs)
    }
    if (world === 'thief' && MODEL_PATH === undefined) {
      expect(found.alarms).toBeGreaterThan(found.runs / 3)
    }
  })
})

describe('rotation done wrong', () => {
  test.for(MUTANTS.map((mutant) => [mutant.what, mutant.caughtBy.join(' or '), mutant] as const))(
    'when the fault is "%s", it is noticed: %s',
    ([, , mutant]) => {
      const { invariant, report } =
        typeof mutant.in === 'string'
          ? check(mutant.in, mutant.machine, { runs: 10_000, seed: 1, shrink: false })
          : checkOne(mutant.machine, mutant.in, mutant.grace)
      expect(mutant.caughtBy, report ?? 'nothing was noticed').toContain(invariant)
    },
  )

  test('when the grace leaves no room for late requests, it is noticed', () => {
    const [first] = SETTINGS
    const settings = [{ ...(first as Settings), refreshGrace: 1, refreshCoalesce: 11 }]
    const options = { runs: 10_000, seed: 1, shrink: false, settings }
    expect(['false alarm', 'lost session']).toContain(check('honest', REAL, options).invariant)
  })

  test('when rotation is done right, the same histories end well', () => {
    for (const mutant of MUTANTS) {
      if (typeof mutant.in === 'string') continue
      expect(checkOne(REAL, mutant.in, mutant.grace)).toEqual({})
    }
  })
})
