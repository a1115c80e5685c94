// npm run keys -- generate|add|promote|retire|list: makes and rotates the keys that sign tokens,
// AUTH_SECRET and AUTH_PEPPER.
// docs/keys.md says how. Never prints a private key.
import './lib/check-node.mjs'
import './lib/end-plainly.mjs'
import util from 'node:util'
import { KeysError, run, USAGE } from './lib/keys/commands.mjs'
import { root } from './lib/paths.mjs'

const text = { type: 'string' }
const flag = { type: 'boolean' }
const help = { type: 'boolean', short: 'h' }

try {
  const { values, positionals } = util.parseArgs({
    options: { file: text, algorithm: text, secret: flag, pepper: flag, help },
    allowPositionals: true,
  })
  if (values.help) console.log(USAGE)
  else await run(positionals, { file: `${root}.env.local`, ...values }, (line) => console.log(line))
} catch (error) {
  // What the operating system and the arguments say has a code; without one it is a fault of ours.
  if (!(error instanceof KeysError) && !error.code) throw error
  console.error(error.message)
  process.exitCode = 1
}
