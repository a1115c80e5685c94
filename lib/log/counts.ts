/**
 * What a program that watches this one may count. Where none does, it costs a look at a variable. Each
 * thing is of a closed list: what a client sends can add no series. On Node; the edge has a global of its own.
 */
import type { Refusal } from './refusals'

export type Counted =
  /** What happened to an account; unlike lines of the log these are not sampled. */
  | { what: 'security-event'; type: string }
  /** `limit` names the rate limit that was met. */
  | { what: 'refusal'; event: Refusal; limit?: string }
  /** A request or a page that failed: the database is away, or a fault of ours. */
  | { what: 'failure'; cause: 'database' | 'fault' }
  /** Passwords that are hashed now, and that wait for their turn. */
  | { what: 'hash-queue'; running: number; waiting: number }

/** Kept where every bundle of one process finds the same one. */
const kept = globalThis as { appCounter?: (counted: Counted) => void }

export function count(counted: Counted): void {
  kept.appCounter?.(counted)
}

/** From here on this function is called with each. @public For features/metrics. */
export function countWith(counter: (counted: Counted) => void): void {
  kept.appCounter = counter
}
