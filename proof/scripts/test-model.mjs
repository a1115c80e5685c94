// npm run test:model: the model of the session machine, for longer than in npm test, and with a new
// seed each time. A failure prints the seed, the shrunk history, and the command that shows it again.
import '../../scripts/lib/check-node.mjs'
import { randomInt } from 'node:crypto'
import { run, stopOnSignals } from '../../scripts/lib/child.mjs'
import { fail, root, tool } from '../../scripts/lib/paths.mjs'
import { scriptArguments } from '../support/script-arguments.mjs'

const options = scriptArguments({
  /** Histories of each kind; each is about a hundred steps. */
  runs: { type: 'string', default: '60000' },
  seed: { type: 'string', default: String(randomInt(2 ** 31)) },
  path: { type: 'string' },
  world: { type: 'string' },
})
for (const name of ['runs', 'seed']) {
  if (!/^-?\d{1,10}$/.test(options[name])) fail(`--${name} must be a whole number.`)
}
if (options.world && !['honest', 'thief'].includes(options.world)) {
  fail('--world takes honest or thief.')
}
if (options.path && !options.world) fail('--path needs --world: whose path it is.')

process.chdir(root)
stopOnSignals()

const env = { ...process.env, MODEL_RUNS: options.runs, MODEL_SEED: options.seed }
if (options.path) env.MODEL_PATH = options.path
if (options.world) env.MODEL_WORLD = options.world
const files = ['proof/model/model.test.ts', 'proof/model/conformance.test.ts']
const vitest = ['run', '--config', 'proof/vitest.config.mjs', '--project', 'sqlite']
const command = tool('vitest', ...vitest, ...files.slice(0, options.path ? 1 : 2))
const { code } = await run(command, { env })
process.exitCode = code
