// What the container image runs: the server, with as many processes as WEB_CONCURRENCY says, or one of
// the operator's commands.
import './lib/check-node.mjs'
import { fileSettings } from '../lib/env-files.mjs'
import { supervise } from './lib/cluster.mjs'
import { fail, root } from './lib/paths.mjs'
import { plainly } from './lib/plain-errors.mjs'
import { listenSettings } from './lib/settings.mjs'

const COMMANDS = { users: './users.mjs', keys: './keys.mjs', 'db:copy': './db-copy.mjs' }
const USAGE = `Usage: docker run … hallpass [${Object.keys(COMMANDS).join('|')}] [what the command takes]
Without a command it serves. README.md says what to give it.`

const [command] = process.argv.slice(2)
if (command === undefined) await serve()
else if (Object.hasOwn(COMMANDS, command)) {
  // To its script everything looks as if it had been started by itself.
  process.argv.splice(2, 1)
  await import(COMMANDS[command])
} else fail(USAGE)

/** One process serves by itself; several have this one to watch them. */
async function serve() {
  const { problem, processes } = listenSettings(process.env, settingsOfFiles())
  if (problem) fail(problem)
  const server = `${root}server.js`
  if (processes === 1) await import(server)
  else supervise(processes, { exec: server })
}

/** Not by `end-plainly.mjs`, as in the scripts: what the server does not catch is its own affair. */
function settingsOfFiles() {
  try {
    return fileSettings(root, 'production')
  } catch (error) {
    const sentence = plainly(error)
    if (sentence) fail(sentence)
    throw error
  }
}
