// npm run dev: the development server, with what it needs made first.
import './lib/check-node.mjs'
import './lib/end-plainly.mjs'
import readline from 'node:readline'
import pretty from 'pino-pretty'
import { launch, stopOnSignals } from './lib/child.mjs'
import { devOriginAdvice } from './lib/next-config.mjs'
import { root, tool } from './lib/paths.mjs'
import { prepare } from './lib/prepare.mjs'
import { addressMismatch } from './lib/settings.mjs'

/** The event is what the line says; what it is about follows. */
const PRETTY = { messageKey: 'event', ignore: 'requestId', singleLine: true, sync: true }

process.chdir(root)
stopOnSignals()

const { settings, checkSettings } = await prepare('development', 'npm run dev')
await checkSettings()
const { host, port } = settings
const mismatch = addressMismatch(settings)
if (mismatch) console.log(mismatch)
const atTerminal = process.stdout.isTTY
const child = launch(tool('next', 'dev', '--hostname', host, '--port', String(port)), {
  env: {
    ...process.env,
    // With another NODE_ENV from the shell, Next rewrites tsconfig.json, and the next start builds anew.
    NODE_ENV: 'development',
    NEXT_TELEMETRY_DISABLED: '1',
    // Next sees a pipe, and the developer a terminal.
    ...(atTerminal && { FORCE_COLOR: process.env.NO_COLOR ? '0' : '1' }),
  },
  stdio: ['ignore', atTerminal ? 'pipe' : 'inherit', 'pipe'],
})
// Lines of the log are JSON: one line of words each for a person, and as they are for a program.
const lines = atTerminal ? pretty(PRETTY) : process.stderr
if (atTerminal) child.stdout.pipe(lines)
readline.createInterface({ input: child.stderr }).on('line', (line) => {
  lines.write(`${line}\n`)
  const advice = devOriginAdvice(line)
  if (advice) lines.write(`${advice}\n`)
})
process.exitCode = (await child.ended).code
