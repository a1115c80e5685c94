// Machine: a clone need not edit this file.
/**
 * An epoch is the time between two changes of who is signed in. What began in an earlier one is
 * aborted and its answer dropped, so that a late refresh cannot bring back a session that was signed
 * out, or give one user's token to another user's page.
 */
export function createEpoch() {
  let controller = new AbortController()
  return {
    /** Aborted when the epoch ends. Take it before waiting, look at it after. */
    signal: () => controller.signal,
    /** Ends this epoch: everything that began in it is aborted. */
    next() {
      controller.abort()
      controller = new AbortController()
    },
  }
}

export type Epoch = ReturnType<typeof createEpoch>
