import util from 'node:util'

/**
 * Reads the arguments of a script. What it does not know, it does not ignore.
 *
 * @param {import('node:util').ParseArgsConfig['options']} options
 * @returns {{ values: Record<string, string | boolean | undefined> } | { problem: string }}
 */
export function parseArguments(options, args) {
  try {
    return { values: util.parseArgs({ options, args }).values }
  } catch (error) {
    const known = Object.keys(options).map((name) => `--${name}`)
    const takes = known.length > 0 ? `only ${known.join(' and ')}` : 'no arguments'
    return { problem: `${error.message.split('. ')[0]}: this command takes ${takes}.` }
  }
}

/**
 * As `util.parseArgs` with positionals; what is a name by its form is one of them, the last, whatever it
 * begins with: `-x@e.example` is an address, and no option.
 *
 * @param {(arg: string) => boolean} isName
 * @param {import('node:util').ParseArgsConfig} config with the arguments
 * @throws where an argument is an option that it does not know
 */
export function parseNaming(isName, { args, options }) {
  const others = args.filter((arg) => !isName(arg))
  const { values, positionals } = util.parseArgs({
    args: others,
    options,
    allowPositionals: true,
  })
  return { values: { ...values }, positionals: [...positionals, ...args.filter(isName)] }
}

/**
 * Without the `--` npm takes an option for its own, and the script never sees it: it sets
 * `npm_config_<name>`, to "true" where the value follows after a space. So do an .npmrc and the shell,
 * for npm's own options (`json`, `yes`): hence what the script was given itself is not swallowed, and what
 * npm did not start is not asked. `--no-x` and the default leave it empty.
 *
 * @param {string} command as it is typed, without the `--`: `npm run users`
 * @param {import('node:util').ParseArgsConfig['options']} options of the script
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
  const swallowed = swallowedProblem(command, LISTEN, { args, environment })
  if (swallowed) return { problem: swallowed }
  // npm takes -p for its own --parseable, and of `-p 3001` only the number is left.
  if (/^\d+$/.test(args[0] ?? ''))
    return {
      problem: `${args[0]} alone is no option, and npm keeps -p for itself. Put -- before it: ${command} -- -p ${args[0]}`,
    }
  const { values, problem } = parseArguments(LISTEN, args)
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
