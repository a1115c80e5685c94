/** Why a command cannot go on, in a sentence for the person who started it; never with a password. */
export class CommandError extends Error {
  name = 'CommandError'
}

/** What a driver says, on one line: its own cause, since the outer message may repeat whole rows. */
export function reasonOf(error) {
  const cause = error.cause ?? error
  return (cause.message || cause.code || String(cause)).split('\n')[0]
}
