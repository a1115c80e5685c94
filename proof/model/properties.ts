/** The two properties, and what is said when one of them fails. */
import fc from 'fast-check'
import { UNDER_WAY } from '../../lib/auth/sessions/rotation'
import { SECRET } from '../../lib/auth/testing'
import { type Config, parseConfig } from '../../lib/config/config'
import { type Action, honestHistory, thiefHistory } from './actions'
import { Violation } from './monitor'
import type { Machine } from './mutants'
import { type Ending, type Outcome, run } from './run'
import type { Settings } from './server'

export type World = 'honest' | 'thief'
export type Tally = { runs: number; steps: number; rotations: number; alarms: number }
export type Finding = { invariant: Violation['invariant'] | null; report: string }

const LONGEST = 60

function settingsOf(environment: Record<string, string>): Config | null {
  const parsed = parseConfig({ AUTH_SECRET: SECRET, ...environment })
  return parsed.ok ? parsed.config : null
}

/** The least coalescing time that the settings accept with a grace. */
function least(grace: number): Config {
  for (let coalesce = 1; coalesce <= 3_600; coalesce += 1) {
    const config = settingsOf({
      AUTH_REFRESH_GRACE: String(grace),
      AUTH_REFRESH_COALESCE: String(coalesce),
    })
    if (config) return config
  }
  throw new Error(`no coalescing time goes with a grace of ${grace} s`)
}

/**
 * The default, and the edges of what `parseConfig` lets anybody set. Not strict rotation, and no
 * grace that is shorter than what may be under way: `docs/rotation.md` says what these cost.
 */
export const SETTINGS: Settings[] = [
  settingsOf({}) as Config,
  settingsOf({ AUTH_REUSE_SCOPE: 'session' }) as Config,
  settingsOf({ AUTH_REFRESH_COALESCE: '3600' }) as Config,
  ...[UNDER_WAY, 600].map(least),
]

const ending: fc.Arbitrary<Ending> = fc.record({
  rest: fc.oneof(
    fc.integer({ min: 0, max: 200_000 }),
    fc.integer({ min: 0, max: 6 * 24 * 3_600_000 }),
  ),
  first: fc.constantFrom<Ending['first'][]>('owner', 'thief'),
  used: fc.boolean(),
})
const histories = { honest: honestHistory(LONGEST), thief: thiefHistory(LONGEST) }

export type Options = {
  runs: number
  /** In place of those that are allowed. */
  settings?: Settings[]
  seed?: number
  path?: string
  /** Look for the smallest counterexample? */
  shrink?: boolean
}

/** Lets histories of a kind happen to a machine until one of them breaks an invariant. */
export function check(world: World, machine: Machine, options: Options): Tally & Partial<Finding> {
  const tally: Tally = { runs: 0, steps: 0, rotations: 0, alarms: 0 }
  const property = fc.property(
    fc.constantFrom(...(options.settings ?? SETTINGS)),
    histories[world],
    ending,
    (settings, actions, end) => count(tally, run({ ...machine, settings }, actions, end)),
  )
  const { seed, path, runs, shrink = true } = options
  const details = fc.check(property, {
    numRuns: runs,
    endOnFailure: !shrink,
    ...(seed === undefined ? {} : { seed }),
    ...(path === undefined ? {} : { path }),
  })
  if (!details.failed) return tally
  const { errorInstance: error, counterexample } = details
  const invariant = error instanceof Violation ? error.invariant : null
  const [settings, actions, end] = counterexample ?? []
  const again = `npm run test:model -- --world ${world} --seed ${details.seed} --path ${details.counterexamplePath}`
  const lines = [String(error), '', `Again: ${again}`, `Settings: ${rulesOf(settings)}`, '']
  if (settings && actions && end) lines.push(...story(machine, settings, actions, end))
  return { ...tally, invariant, report: lines.join('\n') }
}

/** Lets one history happen. */
export function checkOne(machine: Machine, actions: Action[], grace?: number): Partial<Finding> {
  const settings = SETTINGS.find(({ refreshGrace }) => refreshGrace === (grace ?? refreshGrace))
  if (!settings) return {}
  const end: Ending = { rest: 0, first: 'owner', used: true }
  try {
    run({ ...machine, settings }, actions, end)
    return {}
  } catch (error) {
    const invariant = error instanceof Violation ? error.invariant : null
    return {
      invariant,
      report: [String(error), ...story(machine, settings, actions, end)].join('\n'),
    }
  }
}

function count(tally: Tally, outcome: Outcome): void {
  tally.runs += 1
  tally.steps += outcome.steps
  tally.rotations += outcome.rotations
  if (outcome.alarm) tally.alarms += 1
}

function rulesOf(settings: Settings | undefined): string {
  if (!settings) return 'unknown'
  const { refreshGrace, refreshCoalesce, reuseScope } = settings
  return `grace ${refreshGrace} s, coalesce ${refreshCoalesce} s, reuse scope ${reuseScope}`
}

/** What happened, line by line. */
function story(machine: Machine, settings: Settings, actions: Action[], end: Ending): string[] {
  const lines: string[] = []
  try {
    run({ ...machine, settings }, actions, end, (line) => lines.push(line))
  } catch (error) {
    lines.push(String(error))
  }
  return lines
}
