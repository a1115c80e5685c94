// Runs the tests, each set from a fresh clone:
//   npm test             what has to be green before a change lands
//   npm run test:quick   lint, types and units on SQLite alone, for while one works
//   npm run test:e2e     builds, then the HTTP and browser tests; takes Playwright's arguments
//   npm run proof        what npm test leaves out: the model for longer, attacks, races, killed processes
import './lib/check-node.mjs'
import './lib/end-plainly.mjs'
import { fileSettings } from '../lib/env-files.mjs'
import { swallowedProblem } from './lib/arguments.mjs'
import { build } from './lib/build.mjs'
import { capture, stopOnSignals } from './lib/child.mjs'
import { provideChromium } from './lib/chromium.mjs'
import { install, installExample } from './lib/install.mjs'
import { fail, root, tool } from './lib/paths.mjs'
import { countCheck, newProgress, summary, tallyOf } from './lib/progress.mjs'
import { runningNow, runTests } from './lib/run-tests.mjs'

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

const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' }
const reporter = (name) => `--reporter=${root}scripts/lib/reporters/${name}.mjs`

/** @type {import('./lib/progress.mjs').Tally[]} */
const tallies = []
const failures = []
/** The step that runs now, with the state of its tests; null between steps and after the last. */
let current = null

/** Runs a step: a line before, a line after, and its output only where it failed. */
async function step(name, work) {
  console.log(name)
  const started = performance.now()
  const progress = newProgress()
  current = { name, progress }
  const { output, tally } = await work(progress)
  current = null
  tallies.push(tally)
  if (tally.failed > 0) {
    if (output) console.log(output)
    failures.push(...(progress.failures.length > 0 ? progress.failures : [name]))
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`  ${summary([tally])}, ${seconds} s`)
  return tally.failed === 0
}

/** Runs one command after the other, as far as they succeed. @returns what the last one left */
async function inOrder(...commands) {
  let result
  for (const command of commands) {
    result = await capture(command, { env })
    if (result.code !== 0) break
  }
  return result
}

/** Side by side: each keeps one core busy. */
const lintAndTypes = () =>
  step('Lint and types', async () => {
    const results = await Promise.all([
      inOrder(tool('biome', 'check', '--error-on-warnings')),
      inOrder(tool('knip')),
      inOrder(tool('next', 'typegen'), tool('tsc', '--noEmit')),
    ])
    const failed = results.filter(({ code }) => code !== 0)
    return {
      output: failed.map(({ output }) => output).join('\n'),
      tally: { passed: results.length - failed.length, failed: failed.length, skipped: 0 },
    }
  })

/** @param {string[]} args Vitest's */
const units = (name, args = [], { more = {}, mayBeEmpty = false } = {}) =>
  step(name, (progress) =>
    runTests(tool('vitest', 'run', reporter('vitest'), ...args), {
      env: { ...env, ...more },
      progress,
      mayBeEmpty,
    }),
  )

const built = (options) =>
  step('Build', async () => {
    const { code, output } = await build(fileSettings(root, 'production'), options)
    return { output, tally: countCheck(code) }
  })

/** @param {string[]} args Playwright's */
const endToEnd = (name, args) =>
  step(name, async (progress) => {
    const chromium = await provideChromium()
    if (chromium.problem) return { output: chromium.problem, tally: countCheck(1) }
    return runTests(tool('playwright', 'test', reporter('playwright'), ...args), {
      env: { ...env, CHROMIUM_PATH: chromium.path },
      progress,
    })
  })

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
  async proof() {
    const model = ['lib/auth/model/model.test.ts', 'lib/auth/model/conformance.test.ts']
    await units('The model of sessions', model, { more: { MODEL_RUNS: '30000' } })
    await units('Unit and store tests that take long', ['--mode', 'proof'])
    // `next start` serves this one, too, and the tests of the container image need it.
    if (!(await built({ standalone: true }))) return
    await installExample('resource-server')
    const config = ['--config', 'playwright.proof.config.ts']
    await endToEnd('Attacks, races, processes, PostgreSQL over HTTP', config)
  },
}

/** Is anything here that the last commit has not? Outside a checkout: no. */
async function hasChanges() {
  const { code, output } = await capture(['git', 'status', '--porcelain'], { env })
  return code === 0 && output.trim() !== ''
}

process.on('exit', (code) => {
  if (current) {
    const { name, progress } = current
    console.log(`\nStopped in "${name}".${runningNow(progress)}`)
    tallies.push(tallyOf(progress, 1))
    failures.push(...progress.failures)
  } else if (code !== 0 && failures.length === 0) {
    // It ended between two steps, at an install that failed for one, and has said why.
    tallies.push(countCheck(code))
  }
  if (failures.length > 0) console.log(`\nFailed:${failures.map((name) => `\n  ${name}`).join('')}`)
  console.log(summary(tallies))
})

if (!(set in sets)) fail(`There is no set of tests "${set}": ${Object.keys(sets).join(', ')}.`)
if (set !== 'e2e' && playwrightArgs.length > 0) fail(`The set "${set}" takes no arguments.`)
await install()
await sets[set]()
process.exitCode = tallies.some((tally) => tally.failed > 0) ? 1 : 0
