import { readArguments } from '../../scripts/lib/arguments.mjs'
import { fail } from '../../scripts/lib/paths.mjs'

/** The arguments of this script, or its end with one sentence. */
export function scriptArguments(options = {}) {
  const command = `npm run ${process.env.npm_lifecycle_event}`
  const { values, problem } = readArguments(command, options, {})
  if (problem) fail(problem)
  return values
}
