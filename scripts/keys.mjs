// npm run keys -- generate|add|promote|retire|list: makes and rotates the keys that sign tokens,
// AUTH_SECRET and AUTH_PEPPER.
// docs/keys.md says how. Never prints a private key.
import './lib/check-node.mjs'
import './lib/end-plainly.mjs'
import { parseNaming } from './lib/arguments.mjs'
import { KeysError, run, USAGE } from './lib/keys/commands.mjs'
import { root } from './lib/paths.mjs'

const text = { type: 'string' }
const flag = { type: 'boolean' }
const help = { type: 'boolean', short: 'h' }

/** The name of a key is its SHA-256 thumbprint in base64url: one of 64 begins with a dash. */
const isKid = (arg) => /^[\w-]{43}$/.test(arg)

try {
  const { values, positionals } = parseNaming(isKid, {
    args: process.argv.slice(2),
    options: { file: text, algorithm: text, secret: flag, pepper: flag, help },
  })
  if (values.help) console.log(USAGE)
  else await run(positionals, { file: `${root}.env.local`, ...values }, (line) => console.log(line))
} catch (error) {
  // What the operating system and the arguments say has a code; without one it is a fault of ours.
  if (!(error instanceof KeysError) && !error.code) throw error
  console.error(error.message)
  process.exitCode = 1
}
