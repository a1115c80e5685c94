/**
 * What a person does with a browser over some days, and how its requests fare: made from a seed
 * before anything runs, so that every scheme gets the same.
 */
import { Random } from './random'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
export const TABS = 4

export type Deed =
  /** The computer wakes; `restored`: the browser was closed, and loads all of its tabs. */
  | { at: number; do: 'wake'; tabs: number; restored: boolean; connection: Connection }
  | { at: number; do: 'sleep' }
  /** The person looks at a tab, and something on it calls the server. */
  | { at: number; do: 'use'; tab: number }
  /** F5, or a new tab. */
  | { at: number; do: 'load'; tab: number }
  /** The browser is killed. The next event starts it again. */
  | { at: number; do: 'kill' }

/** `way`: milliseconds from one end to the other. */
export type Connection = { isBad: boolean; way: number }

/** `busy`: 1 to 4 tabs, F5 and storms of it. `quiet`: one tab that stays open. */
export type Habit = 'busy' | 'quiet'

/** Spells of work, and sleep in between. */
export function daysOf(seed: number, days: number, habit: Habit): Deed[] {
  const random = new Random(seed, 1)
  const deeds: Deed[] = []
  let at = 0
  while (at < days * DAY) {
    const tabs = habit === 'busy' ? 1 + Math.floor(random.between(0, TABS)) : 1
    const restored = habit === 'busy' && random.chance(0.3)
    const isBad = random.chance(0.2)
    // The way through a good network is short or long, and much the same each time.
    const connection = { isBad, way: random.spread(10, 150) }
    deeds.push({ at, do: 'wake', tabs, restored, connection })
    const end = at + random.spread(3 * MINUTE, 3 * HOUR)
    while (at < end) {
      at += random.spread(2 * SECOND, 2 * MINUTE)
      const tab = Math.floor(random.between(0, tabs))
      if (habit === 'quiet') deeds.push({ at, do: 'use', tab })
      else if (random.chance(0.03)) at = storm(random, deeds, at, tabs)
      else deeds.push({ at, do: random.chance(0.15) ? 'load' : 'use', tab })
    }
    // A lid is closed whenever it is: also in the middle of a refresh.
    deeds.push({ at, do: 'sleep' })
    at += random.spread(MINUTE, 16 * HOUR)
  }
  return deeds
}

/** The same days, but in each spell of work the browser is killed now and then: once a day or so. */
export function withKills(deeds: Deed[], seed: number): Deed[] {
  const random = new Random(seed, 5)
  return deeds.flatMap((deed): Deed[] => {
    if (deed.do === 'sleep' || !random.chance(0.01)) return [deed]
    return [deed, { at: deed.at + random.between(0, 2 * SECOND), do: 'kill' }]
  })
}

/** F5 and F5 again, on all the tabs. */
function storm(random: Random, deeds: Deed[], start: number, tabs: number): number {
  let at = start
  for (let count = random.between(4, 16); count > 0; count -= 1) {
    deeds.push({ at, do: 'load', tab: Math.floor(random.between(0, tabs)) })
    at += random.spread(20, 600)
  }
  return at
}

/** How the nth request of a tab fares; null: lost. In milliseconds. */
export function journeyOf(
  seed: number,
  tab: number,
  count: number,
  { isBad, way }: Connection,
): { request: number | null; answer: number | null } {
  const random = new Random(seed, 2, tab, count)
  const time = () => (isBad ? random.spread(50, 4 * SECOND) : way * random.between(1, 1.2))
  return {
    request: random.chance(isBad ? 0.1 : 0.001) ? null : time(),
    answer: random.chance(isBad ? 0.15 : 0.002) ? null : time(),
  }
}
