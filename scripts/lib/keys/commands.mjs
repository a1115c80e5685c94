import { dirname, relative, resolve } from 'node:path'
import { readEnvFile } from '../../../lib/config/env-files.mjs'
import { root, typed } from '../paths.mjs'
import { updateEnvFile } from './env-file.mjs'
import { loadNameOf, pepperCommands } from './pepper-commands.mjs'
import { secretCommands } from './secret-commands.mjs'
import { signingKeyCommands } from './signing-key-commands.mjs'

/** Its message is one sentence for a person. */
export class KeysError extends Error {}

export const USAGE = `Usage: ${typed('keys')} <command> [kid] [--file .env.local] [--algorithm Ed25519|ES256|PS256]
  generate   the first signing key, and AUTH_ALGORITHM to go with it
  add        the next key: published, verifies, does not sign yet
  promote    lets the next key sign; the one before goes on verifying
  retire     removes a key that no longer signs
  list       names, algorithms and what each key does
With --secret, add, promote, retire and list are about AUTH_SECRET; with --pepper about AUTH_PEPPER.
docs/keys.md says when to do which.`

/**
 * What is wrong where a command writes to the container image, whose files are not there to be written.
 *
 * @returns {string | null} null for any other error, and outside of the image
 */
export function unwritable({ code, path }, isImage = typed('keys') === 'keys') {
  // Folders below may be mounted.
  const isRefused =
    ['EACCES', 'EPERM', 'EROFS'].includes(code) && dirname(resolve(path ?? '')) === resolve(root)
  if (!isImage || !isRefused) return null
  return 'The files of the image itself cannot be written. Mount a folder and name a file in it: docker run --rm -u "$(id -u)" -v "$PWD:/settings" IMAGE keys generate --file /settings/.env.local (docs/keys.md).'
}

/** The settings that the commands write. */
const WRITTEN = [
  ...['AUTH_ALGORITHM', 'AUTH_SIGNING_KEYS', 'AUTH_SECRET', 'AUTH_SECRET_PREVIOUS'],
  ...['AUTH_PEPPER', 'AUTH_PEPPER_PREVIOUS'],
]

/** The commands that take the name of a key, and those that take an algorithm. */
const TAKE_KID = [signingKeyCommands.promote, signingKeyCommands.retire, pepperCommands.retire]
const TAKE_ALGORITHM = [signingKeyCommands.generate, signingKeyCommands.add]

/** What is wrong with a command as it was typed, in a sentence; null where nothing is. */
function misuse(command, [name, kid, ...rest], { algorithm, secret, pepper }) {
  if (secret && pepper) return 'It is --secret or --pepper, not both.'
  const about = secret ? ' --secret' : pepper ? ' --pepper' : ''
  if (!command) return `There is no command "${name}${about}".`
  const stray = TAKE_KID.includes(command) ? rest[0] : kid
  if (stray !== undefined) return `Unexpected argument "${stray}" of "${name}${about}".`
  // Of an unset shell variable; without a name the last key would be meant.
  if (kid === '') return `The name for "${name}${about}" is empty.`
  if (algorithm === undefined || TAKE_ALGORITHM.includes(command)) return null
  return `"${name}${about}" takes no --algorithm.`
}

/**
 * Runs one command on the settings in an env file.
 *
 * @param {string[]} positionals the command, and a kid where one is meant
 * @param {{ file: string, algorithm?: string, secret?: boolean, pepper?: boolean }} options
 * @param {(line: string) => void} print given only what anyone may see
 * @throws KeysError
 */
export async function run(positionals, { file, ...options }, print) {
  const [name, kid] = positionals
  const { algorithm, secret, pepper } = options
  const commands = secret ? secretCommands : pepper ? pepperCommands : signingKeyCommands
  if (!name) throw new KeysError(USAGE)
  const command = Object.hasOwn(commands, name) ? commands[name] : null
  const problem = misuse(command, positionals, options)
  if (problem) throw new KeysError(`${problem}\n${USAGE}`)
  const nameOf = pepper ? await loadNameOf() : undefined
  const decide = (settings) => {
    const answer = command(settings, { kid, algorithm, nameOf })
    if (answer.problem) throw new KeysError(answer.problem)
    return answer
  }
  const shown = relative(process.cwd(), file) || file
  if (name === 'list') {
    for (const line of decide(readEnvFile(file)).lines) print(line)
    return
  }
  const lines = await updateEnvFile(file, (settings) => {
    const { changes, lines } = decide(settings)
    return { changes, result: lines }
  }).catch((error) => {
    throw error instanceof KeysError || error.code ? error : new KeysError(error.message)
  })
  print(`Written to ${shown}. Restart every process for it to count.`)
  for (const line of lines) print(line)
  for (const setting of WRITTEN.filter((setting) => process.env[setting])) {
    print(`Note: ${setting} is set in the environment as well, which counts more than the file.`)
  }
}
