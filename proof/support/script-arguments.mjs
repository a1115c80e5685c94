import { parseArguments, swallowedProblem } from '../../scripts/lib/arguments.mjs'
import { fail } from '../../scripts/lib/paths.mjs'

/** The arguments of this script, or its end with one sentence. */
export function scriptArguments(options = {}) {
  const { env: environment, argv } = process
  const command = `npm run ${environment.npm_lifecycle_event}`
  const swallowed = swallowedProblem(command, options, { args: argv.slice(2), environment })
  if (swallowed) fail(swallowed)
  const { values, problem } = parseArguments(options, process.argv.slice(2))
  if (problem) fail(problem)
  return values
}
