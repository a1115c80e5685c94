import { launch, outputOf } from './child.mjs'
import { newProgress, progressLine, record, tallyOf } from './progress.mjs'

/** A step in which no test has finished for so long hangs, in milliseconds. A slow machine does not. */
const HANG = 3 * 60_000

/** How often a run that is not watched on a terminal says how far it is, in milliseconds. */
const REPORT_EVERY = 30_000

/** Of what a failed test says, so many lines are printed at once. */
const ERROR_LINES = 60

/**
 * Runs a test runner whose reporter is one of `reporters/`. Prints each failure at once, and how
 * far the run is; ends the runner when no test has finished for three minutes.
 *
 * @param {string[]} command
 * @param {{ env?: NodeJS.ProcessEnv, hang?: number, print?: (text: string) => void,
 *   progress?: ReturnType<typeof newProgress>, mayBeEmpty?: boolean }} options
 *   `progress` is the state to keep, for a caller that reads it when the run is stopped;
 *   `mayBeEmpty` is for a run that may have no test
 * @returns {Promise<{ tally: import('./progress.mjs').Tally, output: string }>}
 *   `output` is what the runner printed, where it failed for a reason that no test names
 */
export async function runTests(
  command,
  { env, hang = HANG, print = console.log, progress = newProgress(), mayBeEmpty } = {},
) {
  const child = launch(command, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  const printed = outputOf(child)

  const line = statusLine(print)
  let stuck = false
  let watch
  const wait = () => {
    clearTimeout(watch)
    watch = setTimeout(() => {
      stuck = true
      child.end()
    }, hang)
  }
  wait()
  child.on('message', (event) => {
    record(progress, event)
    if (event.error) line.print(`\nFAILED ${event.name}\n${shorten(event.error)}\n`)
    if (event.kind === 'end') wait()
    line.update(progressLine(progress))
  })
  const { code, error } = await child.ended
  clearTimeout(watch)
  line.end()

  if (stuck) {
    print(`  Ended: no test had finished for ${Math.round(hang / 1000)} s.${runningNow(progress)}`)
    for (const name of progress.running.keys()) record(progress, { kind: 'broken', name })
  }
  const tally = tallyOf(progress, error || stuck ? 1 : code, mayBeEmpty)
  const named = progress.failures.length > 0
  const output = error ? `${printed()}${error.message}\n` : printed()
  return { tally, output: named ? '' : output }
}

/** The names of the tests that have begun and not ended, one a line; empty where there are none. */
export function runningNow({ running }) {
  const names = [...running.keys()].map((name) => `\n    ${name}`)
  return names.length > 0 ? ` Running then:${names.join('')}` : ''
}

function shorten(text) {
  const lines = text.split('\n')
  if (lines.length <= ERROR_LINES) return text
  return [...lines.slice(0, ERROR_LINES), `(${lines.length - ERROR_LINES} more lines)`].join('\n')
}

/** The line that says how far a run is: written over on a terminal, else said now and then. */
function statusLine(print) {
  const { stdout } = process
  const live = Boolean(stdout.isTTY)
  let latest = ''
  let shown = ''
  const show = () => {
    if (latest) print(`  ${latest}${latest === shown ? ' (none has finished since)' : ''}`)
    shown = latest
  }
  const timer = live ? undefined : setInterval(show, REPORT_EVERY)
  const clear = () => live && stdout.write('\r\x1b[K')
  return {
    update(text) {
      latest = text
      if (live) stdout.write(`\r\x1b[K  ${text.slice(0, (stdout.columns || 80) - 3)}`)
    },
    print(text) {
      clear()
      print(text)
    },
    end() {
      clearInterval(timer)
      clear()
    },
  }
}
