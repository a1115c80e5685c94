/**
 * An epoch is the time between two changes of who is signed in. What began in an earlier one
 * is aborted and its answer dropped, so that a late refresh cannot bring back a session that was
 * signed out, or give one user's token to another user's page.
 */
export type Epoch = {
  /** The number of the epoch we are in. Note it before waiting, compare it after. */
  number(): number
  /** Aborted when the epoch ends. */
  signal(): AbortSignal
  /** Ends this epoch: everything that began in it is aborted. */
  next(): void
}

export function createEpoch(): Epoch {
  let number = 0
  let controller = new AbortController()
  return {
    number: () => number,
    signal: () => controller.signal,
    next() {
      number += 1
      controller.abort()
      controller = new AbortController()
    },
  }
}
