// What the container image runs: the server, with as many processes as WEB_CONCURRENCY says, or one of
// the operator's commands.
import './lib/check-node.mjs'
import { constants } from 'node:os'
import { fileSettings } from '../lib/config/env-files.mjs'
import { supervise } from './lib/cluster.mjs'
import { fail, root } from './lib/paths.mjs'
import { plainly } from './lib/plain-errors.mjs'
import { portSentence, portState } from './lib/port.mjs'
import { listenSettings } from './lib/settings.mjs'

const COMMANDS = {
  users: './users.mjs',
  keys: './keys.mjs',
  'db:copy': '../features/db-copy/main.mjs', // feature: db-copy
}
const USAGE = `Usage: docker run … IMAGE [${Object.keys(COMMANDS).join('|')}] [what the command takes]
Without a command it serves. README.md says what to give it.`

// The first process of a container gets no signal that it has no handler for: Ctrl-C would do nothing.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // A server adds its handler once it serves, and lets its answers end.
    if (process.listenerCount(signal) === 1) process.exit(128 + constants.signals[signal])
  })
}

const [command] = process.argv.slice(2)
if (command === undefined) await serve()
else if (Object.hasOwn(COMMANDS, command)) {
  // To its script everything looks as if it had been started by itself.
  process.argv.splice(2, 1)
  await import(COMMANDS[command])
} else fail(USAGE)

/** One process serves by itself; several have this one to watch them. */
async function serve() {
  const { problem, processes, host, port } = listenSettings(process.env, settingsOfFiles())
  if (problem) fail(problem)
  const state = await portState(host, port)
  if (state !== 'free') fail(portSentence(state, host, port, `PORT=${port + 1}`))
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
