/** Plays scenarios round after round, and leaves what it counted for the summary. */
import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DatabaseKind } from '../../../e2e/support/app'
import { test as base } from '../../../e2e/support/test'
import type { Holder } from './holder'
import { createRandom } from './random'
import { type Counts, REFRESHED, Round } from './round'
import { ownTarget, remoteTarget, type Target } from './target'

const { RACES_URL, RACES_SEED, RACES_ROUNDS, RACES_GRACE, RACES_COALESCE } = process.env
const SEED = RACES_SEED || String(randomInt(2 ** 31))

/** At once, where nothing else is said: their waits at a server by URL then cost once. */
const ROUNDS_AT_ONCE = 5
/** In milliseconds. */
const LIMIT_OF_A_ROUND = 90_000
/** How often a round may wait for real. */
const WAITS_OF_A_ROUND = 20

export const test = base.extend<object, { target: Target }>({
  target: [
    async ({ databaseKind }: { databaseKind: DatabaseKind }, provide) => {
      const target = RACES_URL
        ? remoteTarget(RACES_URL, Number(RACES_GRACE || 30), Number(RACES_COALESCE || 60))
        : await ownTarget(databaseKind)
      await provide(target)
      await target.close()
    },
    { scope: 'worker' },
  ],
  baseURL: ({ target }, provide) => provide(target.url),
})

export type Scenario<Given extends unknown[]> = {
  /** How many rounds `npm test` plays. */
  short: number
  atOnce?: number
  /** What a server by URL cannot give, and why the scenario needs it. */
  needsControl?: string
  play(...given: Given): Promise<void>
}

/** A scenario without a thief: no alarm, no session lost. */
export function honest(target: Target, scenario: Scenario<[Round]>): Promise<void> {
  return run(target, scenario, async (round) => {
    await scenario.play(round)
    for (const holder of [...round.holders]) await expectUnharmed(round, holder)
    if (round.alarmed()) throw new Error('The server has reported a reuse')
  })
}

/** A theft of the cookie of a user with two sessions. The script asserts when it is found out. */
export function theft(
  target: Target,
  scenario: Scenario<[Round, owner: Holder]> & {
    /** In words, for the summary: whose refresh it is, and which. */
    caught: string
  },
): Promise<void> {
  test.info().annotations.push({ type: 'caught', description: scenario.caught })
  return run(target, scenario, async (round) => {
    round.count('thefts')
    const owner = await round.newcomer('owner')
    await round.anotherOf(owner, 'phone')
    await scenario.play(round, owner)
    round.count('caught')
  })
}

/** Asserts that a browser's session lives and does what a session is for. */
async function expectUnharmed(round: Round, holder: Holder): Promise<void> {
  round.must(`${holder.name} at the end`, await holder.refreshUntilAnswered(), ...REFRESHED)
  round.must(`${holder.name} with a new access token`, await holder.call(), 200)
}

/** Plays all rounds of a scenario, the failed ones too, and fails with the story of those. */
async function run(
  target: Target,
  { short, atOnce = ROUNDS_AT_ONCE, needsControl }: Omit<Scenario<never>, 'play'>,
  play: (round: Round) => Promise<void>,
): Promise<void> {
  const info = test.info()
  info.skip(Boolean(needsControl) && !target.control, needsControl)
  const rounds = Number(RACES_ROUNDS) || short
  const waits = target.control ? 0 : WAITS_OF_A_ROUND * target.coalesce * 1000
  const limit = LIMIT_OF_A_ROUND + waits
  info.setTimeout((1 + rounds) * limit)

  const sum: Counts = { rounds }
  const failures: string[] = []
  const playOne = async (number: number) => {
    const round = new Round(target, createRandom(`${SEED} ${info.title} ${number}`))
    const problem = await Promise.race([play(round), late(limit)]).then(
      () => null,
      (error: Error) => error.message,
    )
    if (problem) {
      failures.push([`round ${number}: ${problem}`, ...round.story].join('\n    '))
      if (!round.counts.thefts) {
        if (round.alarmed()) round.count('falseAlarms')
        else if (round.ended()) round.count('lostSessions')
      }
    }
    for (const [name, count] of Object.entries(round.counts)) sum[name] = (sum[name] ?? 0) + count
    await round.end().catch((error: Error) => failures.push(`round ${number}: ${error.message}`))
  }
  for (let first = 1; first <= rounds; first += atOnce) {
    const numbers = Array.from(
      { length: Math.min(atOnce, rounds - first + 1) },
      (_, n) => first + n,
    )
    await Promise.all(numbers.map(playOne))
  }
  info.annotations.push({ type: 'race', description: JSON.stringify({ on: target.name, ...sum }) })
  const again = `npm run test:races -- --seed ${SEED} --rounds ${rounds}`
  if (failures.length > 0) {
    throw new Error(`on ${target.name}; again with: ${again}\n\n${failures.join('\n\n')}`)
  }
}

/** Ends a round that takes too long; its story until then is still printed. */
async function late(limit: number): Promise<never> {
  await sleep(limit, undefined, { ref: false })
  throw new Error(`not over after ${limit / 1000} s`)
}
