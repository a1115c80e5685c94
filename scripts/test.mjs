// Runs the tests, each set from a fresh clone:
//   npm test             what has to be green before a change lands
//   npm run test:quick   lint, types and units on SQLite alone, for while one works
//   npm run test:e2e     builds, then the HTTP and browser tests; takes Playwright's arguments
import './lib/check-node.mjs'
import './lib/end-plainly.mjs'
import { swallowedProblem } from './lib/arguments.mjs'
import { capture, stopOnSignals } from './lib/child.mjs'
import { install } from './lib/install.mjs'
import { fail, root } from './lib/paths.mjs'
import { built, endToEnd, env, lintAndTypes, runSteps, units } from './lib/steps.mjs'

process.chdir(root)
stopOnSignals()

const [set = 'all', ...playwrightArgs] = process.argv.slice(2)

const text = { type: 'string' }
const flag = { type: 'boolean' }
/** Those of Playwright's options that are typed most: all the others are passed on as well. */
const PLAYWRIGHT = {
  ...{ grep: text, 'grep-invert': text, project: text, workers: text, retries: text },
  ...{ 'repeat-each': text, headed: flag, debug: flag, ui: flag },
}
const swallowed = swallowedProblem('npm run test:e2e', PLAYWRIGHT, {
  args: playwrightArgs,
  environment: process.env,
})
if (swallowed) fail(swallowed)

const sets = {
  async all() {
    await lintAndTypes()
    await units('Unit and store tests')
    if (await built()) await endToEnd('HTTP and browser tests', [])
  },
  async quick() {
    // PostgreSQL doubles the time, and few changes pass on SQLite alone.
    const sqlite = ['--project', 'sqlite*']
    const affected = [...sqlite, '--changed', '--passWithNoTests']
    await lintAndTypes()
    if (await hasChanges())
      await units('Unit tests of what was changed', affected, { mayBeEmpty: true })
    await units('Unit and store tests', sqlite)
  },
  async e2e() {
    if (await built()) await endToEnd('HTTP and browser tests', playwrightArgs)
  },
}

/** Is anything here that the last commit has not? Outside a checkout: no. */
async function hasChanges() {
  const { code, output } = await capture(['git', 'status', '--porcelain'], { env })
  return code === 0 && output.trim() !== ''
}

if (!(set in sets)) fail(`There is no set of tests "${set}": ${Object.keys(sets).join(', ')}.`)
if (set !== 'e2e' && playwrightArgs.length > 0) fail(`The set "${set}" takes no arguments.`)
await runSteps(async () => {
  await install()
  await sets[set]()
})
