import { createHash } from 'node:crypto'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Db } from '../../db/client'
import { LIMITS, type Limit, type LimitName, type Window } from './limits'
import { RateLimiterTable } from './rate-limiter-table'

/** One try that was counted. */
export type Counted = {
  ok: true
  /** Takes it out of the count again: it was no guess. */
  giveBack(): Promise<void>
}

/** The count is full; `retryAfter` in seconds. */
export type Full = { ok: false; limit: LimitName; retryAfter: number }

/** Counts one try against a limit. `subject`: whose count, an address or an id. */
export type Count = (name: LimitName, subject: string) => Promise<Counted | Full>

/**
 * Counts tries by LIMITS.
 *
 * @param db is asked for when a limit that is kept there is first met.
 *
 * A try is counted before what it costs, and taken out afterwards if it was none: of ten thousand that
 * arrive together no more get through than the limit says. A try that is refused is not counted at
 * all: pressing a button in vain does not make a wait of a minute one of a day.
 */
export function counter(db: () => Db): Count {
  const limiters = new Map(
    Object.entries(LIMITS).map(([name, { kept, windows }]: [string, Limit]) => [
      name,
      windows.map((window) => limiterOf(db, name, kept, window)),
    ]),
  )
  return async function count(name, subject) {
    const key = digest(subject)
    const counted: Limiter[] = []
    const giveBack = async () => {
      for (const limiter of counted) await limiter.reward(key)
    }
    for (const limiter of limiters.get(name) ?? []) {
      const refused = await limiter.consume(key).then(
        () => null,
        (reason: unknown) => reason,
      )
      // What is no refusal is a fault of the database. No limit is no answer to that.
      if (refused !== null && !(refused instanceof RateLimiterRes)) throw refused
      if (refused) {
        // The refused try is taken out as well: it checked nothing.
        await limiter.reward(key)
        await giveBack()
        // A clock that was set back is no reason to wait longer than the window.
        const wait = Math.min(Math.ceil(refused.msBeforeNext / 1000), limiter.duration)
        const retryAfter = Math.max(1, wait)
        return { ok: false, limit: name, retryAfter }
      }
      counted.push(limiter)
    }
    return { ok: true, giveBack }
  }
}

type Limiter = Pick<RateLimiterMemory, 'consume' | 'reward' | 'duration'>

function limiterOf(db: () => Db, name: string, kept: Limit['kept'], window: Window): Limiter {
  const options = {
    keyPrefix: `${name}/${window.seconds}`,
    points: window.points,
    duration: window.seconds,
  }
  return kept === 'process' ? new RateLimiterMemory(options) : new RateLimiterTable(db, options)
}

/** No address of a user or of a network is stored, and no text that a stranger chose. */
function digest(subject: string): string {
  return createHash('sha256').update(subject).digest('base64url')
}
