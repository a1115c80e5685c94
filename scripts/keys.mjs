// npm run keys -- generate|add|promote|retire|list: makes and rotates the keys that sign tokens,
// AUTH_SECRET and AUTH_PEPPER.
// docs/keys.md says how. Never prints a private key.
import './lib/check-node.mjs'
import './lib/end-plainly.mjs'
import { readArguments } from './lib/arguments.mjs'
import { KeysError, run, USAGE, unwritable } from './lib/keys/commands.mjs'
import { root } from './lib/paths.mjs'
import { plainly } from './lib/plain-errors.mjs'

const text = { type: 'string' }
const flag = { type: 'boolean' }
const help = { type: 'boolean', short: 'h' }

/** The name of a key is its SHA-256 thumbprint in base64url: one of 64 begins with a dash. */
const isKid = (arg) => /^[\w-]{43}$/.test(arg)

const options = { file: text, algorithm: text, secret: flag, pepper: flag, help }

try {
  // The first may be the value of an option, too.
  const words = process.argv.slice(2, 3).filter((arg) => /^[a-z]+$/.test(arg))
  const given = { words, usage: USAGE, isName: isKid }
  const { values, positionals, problem } = readArguments('npm run keys', options, given)
  if (problem) throw new KeysError(problem)
  if (values.help) console.log(USAGE)
  else await run(positionals, { file: `${root}.env.local`, ...values }, (line) => console.log(line))
} catch (error) {
  // What the operating system says has a code; without one it is a fault of ours.
  if (!(error instanceof KeysError) && !error.code) throw error
  console.error(unwritable(error) ?? plainly(error) ?? error.message)
  process.exitCode = 1
}
