/** Why a copy cannot go on, in a sentence for the person who started it; never with a password. */
export class CopyError extends Error {
  name = 'CopyError'
}

/** What a driver says, on one line: its own cause, since the outer message may repeat whole rows. */
export function reasonOf(error) {
  const cause = error.cause ?? error
  return (cause.message || cause.code || String(cause)).split('\n')[0]
}

/** The end of a copy whose next batch could not be written. */
export const writeFailed = (table, error) =>
  new CopyError(
    `The target did not take rows of ${table.name}: ${reasonOf(error)}. What was copied stays; the same command goes on from there.`,
  )
