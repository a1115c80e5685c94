/** The steps that the test commands are made of: each with a line before, a line after, and one count. */
import { fileSettings } from '../../lib/config/env-files.mjs'
import { build } from './build.mjs'
import { capture } from './child.mjs'
import { provideChromium } from './chromium.mjs'
import { root, tool } from './paths.mjs'
import { countCheck, newProgress, summary, tallyOf } from './progress.mjs'
import { runningNow, runTests } from './run-tests.mjs'

export const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' }
const reporter = (name) => `--reporter=${root}scripts/lib/reporters/${name}.mjs`

/** @type {import('./progress.mjs').Tally[]} */
const tallies = []
const failures = []
/** The step that runs now, with the state of its tests; null between steps and after the last. */
let current = null

/** Runs a step: a line before, a line after, and its output only where it failed. */
export async function step(name, work) {
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
export async function inOrder(...commands) {
  let result
  for (const command of commands) {
    result = await capture(command, { env })
    if (result.code !== 0) break
  }
  return result
}

/** Side by side: each keeps one core busy. */
export const lintAndTypes = () =>
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
export const units = (name, args = [], { more = {}, mayBeEmpty = false } = {}) =>
  step(name, (progress) =>
    runTests(tool('vitest', 'run', reporter('vitest'), ...args), {
      env: { ...env, ...more },
      progress,
      mayBeEmpty,
    }),
  )

export const built = (options) =>
  step('Build', async () => {
    const { code, output } = await build(fileSettings(root, 'production'), options)
    return { output, tally: countCheck(code) }
  })

/** @param {string[]} args Playwright's */
export const endToEnd = (name, args) =>
  step(name, async (progress) => {
    const chromium = await provideChromium()
    if (chromium.problem) return { output: chromium.problem, tally: countCheck(1) }
    return runTests(tool('playwright', 'test', reporter('playwright'), ...args), {
      env: { ...env, CHROMIUM_PATH: chromium.path },
      progress,
    })
  })

/** Runs a set of steps and says at the end, however it ends, what failed and the count of all. */
export async function runSteps(steps) {
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
    const names = failures.map((name) => `\n  ${name}`).join('')
    if (names) console.log(`\nFailed:${names}`)
    console.log(summary(tallies))
  })
  await steps()
  process.exitCode = tallies.some((tally) => tally.failed > 0) ? 1 : 0
}
