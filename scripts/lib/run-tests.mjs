import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launch } from './child.mjs'
import { tool } from './paths.mjs'

/** A runner that prints nothing for so long hangs, in milliseconds. One file of the proof takes six minutes. */
const HANG = 15 * 60_000

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

/** Where a runner writes its counts. */
const REPORT = join(tmpdir(), `app-tests-${process.pid}.json`)
process.on('exit', () => rmSync(REPORT, { force: true }))

const runners = {
  vitest: {
    command: ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`],
    tally: ({ numPassedTests, numFailedTests, numPendingTests, numTodoTests }) => ({
      passed: numPassedTests,
      failed: numFailedTests,
      skipped: numPendingTests + numTodoTests,
    }),
  },
  playwright: {
    command: ['test', '--reporter=line,json'],
    tally: ({ stats }) => ({
      passed: stats.expected + stats.flaky,
      failed: stats.unexpected,
      skipped: stats.skipped,
    }),
  },
}

/**
 * Runs Vitest or Playwright, shows what it prints, and ends it where it prints nothing any more.
 *
 * A runner that ran nothing, or ended badly though no test failed, counts as a failure: a check that
 * cannot fail is none.
 *
 * @param {keyof typeof runners} name
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, mayBeEmpty?: boolean, hang?: number }} options `mayBeEmpty` is for a run of what was
 *   changed, which may be nothing
 * @returns {Promise<Tally>}
 */
export async function runTests(name, args, { env = process.env, mayBeEmpty, hang = HANG } = {}) {
  const { command, tally } = runners[name]
  rmSync(REPORT, { force: true })
  const child = launch(tool(name, ...command, ...args), {
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: REPORT },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let watch
  const wait = () => {
    clearTimeout(watch)
    watch = setTimeout(() => {
      console.log(`Ended: nothing was printed for ${hang / 1000} s.`)
      child.end()
    }, hang)
  }
  wait()
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      wait()
      process.stdout.write(chunk)
    })
  }
  const { code, error } = await child.ended
  clearTimeout(watch)
  if (error) console.log(error.message)
  const counted = tally(readReport())
  const ranNothing = counted.passed + counted.failed === 0 && !(mayBeEmpty && code === 0)
  return { ...counted, failed: counted.failed || Number(code !== 0 || ranNothing) }
}

/** What the runner counted; nothing where it was ended before it could. */
function readReport() {
  try {
    return JSON.parse(readFileSync(REPORT, 'utf8'))
  } catch {
    const none = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 }
    return { ...none, stats: { expected: 0, flaky: 0, unexpected: 0, skipped: 0 } }
  }
}
