/** The steps that the test commands are made of: each with a line before, a line after, and one count. */
import { fileSettings } from '../../lib/config/env-files.mjs'
import { build } from './build.mjs'
import { capture } from './child.mjs'
import { provideChromium } from './chromium.mjs'
import { root, tool } from './paths.mjs'
import { runTests } from './run-tests.mjs'

export const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' }

/** @type {import('./run-tests.mjs').Tally[]} */
const tallies = []
const failures = []
/** The name of the step that runs now; null between steps and after the last. */
let current = null

/**
 * Runs a step: a line before, a line after, and its output only where it failed.
 *
 * @param {() => Promise<{ tally: import('./run-tests.mjs').Tally, output?: string }>} work
 */
export async function step(name, work) {
  console.log(name)
  const started = performance.now()
  current = name
  const { output, tally } = await work()
  current = null
  tallies.push(tally)
  if (tally.failed > 0) {
    if (output) console.log(output)
    failures.push(name)
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`  ${summary([tally])}, ${seconds} s`)
  return tally.failed === 0
}

/** For a step that is one check. */
export const countCheck = (exitCode) => ({
  passed: Number(exitCode === 0),
  failed: Number(exitCode !== 0),
  skipped: 0,
})

/** The line that a run ends with: `N passed, N failed`. */
function summary(tallies) {
  const sum = (key) => tallies.reduce((total, tally) => total + tally[key], 0)
  const skipped = sum('skipped')
  const line = `${sum('passed')} passed, ${sum('failed')} failed`
  return skipped > 0 ? `${line}, ${skipped} skipped` : line
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
  step(name, async () => ({
    tally: await runTests('vitest', args, { env: { ...env, ...more }, mayBeEmpty }),
  }))

export const built = (options) =>
  step('Build', async () => {
    const { code, output } = await build(fileSettings(root, 'production'), options)
    return { output, tally: countCheck(code) }
  })

/** @param {string[]} args Playwright's */
export const endToEnd = (name, args) =>
  step(name, async () => {
    const { problem, path } = await provideChromium()
    if (problem) return { output: problem, tally: countCheck(1) }
    return { tally: await runTests('playwright', args, { env: { ...env, CHROMIUM_PATH: path } }) }
  })

/** Runs a set of steps and prints at the end, however it ends, what failed and the count of all. */
export async function runSteps(steps) {
  process.on('exit', (code) => {
    if (current) {
      console.log(`\nStopped in "${current}".`)
      failures.push(current)
    }
    // It was stopped, or ended between two steps: at an install that failed, for one.
    if (current || (code !== 0 && failures.length === 0)) tallies.push(countCheck(1))
    const names = failures.map((name) => `\n  ${name}`).join('')
    if (names) console.log(`\nFailed:${names}`)
    console.log(summary(tallies))
  })
  await steps()
  process.exitCode = tallies.some((tally) => tally.failed > 0) ? 1 : 0
}
