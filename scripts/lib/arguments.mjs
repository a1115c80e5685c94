import util from 'node:util'

/**
 * Reads the arguments of a command. What it does not know, it does not ignore.
 *
 * @param {string} command as it is typed, without the `--`: `npm run users`
 * @param {import('node:util').ParseArgsConfig['options']} options
 * @param {object} given
 * @param {string} [given.usage] of a command that takes words beside its options
 * @param {string[]} [given.words] for `swallowedProblem`
 * @param {(arg: string) => boolean} [given.isName] what is a name by its form is a word, the last, whatever it
 *   begins with: `-x@e.example` is an address, and no option
 * @returns {{ values: Record<string, string | boolean | undefined>, positionals: string[] } |
 *   { problem: string }} with the usage in it
 */
export function readArguments(
  command,
  options,
  { args = process.argv.slice(2), environment = process.env, usage, words, isName = () => false },
) {
  const swallowed = swallowedProblem(command, options, { args, environment, words })
  if (swallowed) return { problem: swallowed }
  try {
    const { values, positionals } = util.parseArgs({
      args: args.filter((arg) => !isName(arg)),
      options,
      allowPositionals: usage !== undefined,
    })
    return { values: { ...values }, positionals: [...positionals, ...args.filter(isName)] }
  } catch (error) {
    const [sentence] = error.message.split('. ')
    if (usage !== undefined) return { problem: `${sentence}.\n${usage}` }
    const known = Object.keys(options).map((name) => `--${name}`)
    const takes = known.length > 0 ? `only ${known.join(' and ')}` : 'no arguments'
    return { problem: `${sentence}: this command takes ${takes}.` }
  }
}

/**
 * Without the `--` npm takes an option for its own, and the script never sees it: it sets
 * `npm_config_<name>`, to "true" where the value follows after a space. So do an .npmrc and the shell,
 * for npm's own options (`json`, `yes`): hence what the script was given itself is not swallowed, and what
 * npm did not start is not asked. `--no-x` and the default leave it empty.
 *
 * @param {{ args: string[], environment: Record<string, string | undefined>, words?: string[] }} given
 *   `words` are those of the arguments that stand before the options in the advice
 * @returns {string | undefined} what to type instead: never a value, which may hold a password
 */
export function swallowedProblem(command, options, { args, environment, words = [] }) {
  if (!environment.npm_lifecycle_event || !command.endsWith(` ${environment.npm_lifecycle_event}`))
    return undefined
  const isGiven = (name) => args.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`))
  const swallowed = Object.keys(options).filter(
    (name) => environment[`npm_config_${name.replaceAll('-', '_')}`] && !isGiven(name),
  )
  if (swallowed.length === 0) return undefined
  const named = swallowed.map((name) => `--${name}`).join(' and ')
  const typed = swallowed.map((name) => `--${name}${options[name].type === 'string' ? ' …' : ''}`)
  const them = swallowed.length === 1 ? 'it' : 'them'
  const example = [command, '--', ...words, ...typed].join(' ')
  return `npm keeps ${named} for itself. Put -- before ${them}: ${example}`
}

const LISTEN = { port: { type: 'string', short: 'p' }, hostname: { type: 'string', short: 'H' } }

/**
 * Where to listen, by the arguments of `npm start` and `npm run dev`: they are stronger than what the
 * environment and the env files say.
 *
 * @param {{ environment: Record<string, string | undefined>, files: Record<string, string> }} given
 * @returns the same two, with the arguments in them, or a problem
 */
export function listenArguments(args, { environment, files }, command) {
  // npm takes -p for its own --parseable, and of `-p 3001` only the number is left.
  if (/^\d+$/.test(args[0] ?? ''))
    return {
      problem: `${args[0]} alone is no option, and npm keeps -p for itself. Put -- before it: ${command} -- -p ${args[0]}`,
    }
  const { values, problem } = readArguments(command, LISTEN, { args, environment })
  if (problem) return { problem }
  const { port, hostname } = values
  return {
    environment: {
      ...environment,
      ...(port !== undefined && { PORT: port }),
      ...(hostname !== undefined && { HOSTNAME: undefined }),
    },
    // HOSTNAME in the environment may be the machine's own, which no one wished for; in a file it is meant.
    files: hostname === undefined ? files : { ...files, HOSTNAME: hostname },
  }
}
