// npm run keys -- generate|add|promote|retire|list: makes and rotates the keys that sign tokens,
// AUTH_SECRET and AUTH_PEPPER.
// docs/keys.md says how. Never prints a private key.
import './lib/check-node.mjs'
import './lib/end-plainly.mjs'
import { parseNaming, swallowedProblem } from './lib/arguments.mjs'
import { KeysError, run, USAGE, unwritable } from './lib/keys/commands.mjs'
import { root } from './lib/paths.mjs'
import { plainly } from './lib/plain-errors.mjs'

const text = { type: 'string' }
const flag = { type: 'boolean' }
const help = { type: 'boolean', short: 'h' }

/** The name of a key is its SHA-256 thumbprint in base64url: one of 64 begins with a dash. */
const isKid = (arg) => /^[\w-]{43}$/.test(arg)

const options = { file: text, algorithm: text, secret: flag, pepper: flag, help }

function read(args) {
  // The first may be the value of an option, too.
  const words = args.slice(0, 1).filter((arg) => /^[a-z]+$/.test(arg))
  const given = { args, environment: process.env, words }
  const swallowed = swallowedProblem('npm run keys', options, given)
  if (swallowed) throw new KeysError(swallowed)
  try {
    return parseNaming(isKid, { args, options })
  } catch (error) {
    throw new KeysError(`${error.message.split('. ')[0]}.\n${USAGE}`)
  }
}

try {
  const { values, positionals } = read(process.argv.slice(2))
  if (values.help) console.log(USAGE)
  else await run(positionals, { file: `${root}.env.local`, ...values }, (line) => console.log(line))
} catch (error) {
  // What the operating system says has a code; without one it is a fault of ours.
  if (!(error instanceof KeysError) && !error.code) throw error
  console.error(unwritable(error) ?? plainly(error) ?? error.message)
  process.exitCode = 1
}
