import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { causeOf } from './errors'

/**
 * How long a statement waits for another connection's write, in milliseconds. Longer than any honest
 * write takes, and shorter than clients wait for an answer.
 */
export const BUSY_LIMIT = 5_000

/** In milliseconds. */
const LONGEST_PAUSE = 50

/**
 * How long to wait after a number of tries that found the database locked, in milliseconds.
 *
 * @param random from 0 to 1: of several that wait, not all may try at the same moment.
 */
export function pauseAfter(tries: number, random: number): number {
  const longest = Math.min(LONGEST_PAUSE, 2 ** tries)
  return (longest * (1 + random)) / 2
}

/** Does this error say that another connection holds the lock? */
export function isLocked(error: unknown): boolean {
  const cause = causeOf(error)
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return /^SQLITE_(BUSY|LOCKED)/.test(code)
}

/**
 * Does something on SQLite, and does it again while another connection holds the lock. SQLite's own
 * wait would hold the thread, and with it every other request of the process.
 *
 * @param attempt takes no time to find the lock taken, and then leaves nothing behind.
 * @param limit for how long, in milliseconds.
 * @throws what the last attempt threw, when the time is up.
 */
export async function whenFree<Result>(
  attempt: () => Result,
  limit: number = BUSY_LIMIT,
): Promise<Result> {
  const end = performance.now() + limit
  for (let tries = 0; ; tries += 1) {
    try {
      return attempt()
    } catch (error) {
      if (!isLocked(error) || performance.now() >= end) throw error
    }
    await sleep(pauseAfter(tries, randomInt(1001) / 1000))
  }
}
