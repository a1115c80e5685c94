/**
 * What a test runner has said so far. Both runners' reporters send the same events, so one place
 * counts, and a run that is stopped in the middle still knows what it has done.
 *
 * @typedef {(
 *   | { kind: 'plan', total: number, of: 'tests' | 'files' }
 *   | { kind: 'begin', name: string }
 *   | { kind: 'end', name: string, outcome: Outcome, milliseconds: number, error?: string }
 *   | { kind: 'file-end', name: string }
 *   | { kind: 'broken', name: string, error?: string }
 *   | { kind: 'over' }
 * )} TestEvent
 *   `broken` is a failure outside of any test's end: a file that cannot be loaded, a test that hangs.
 *   `over` says that the runner came to its end by itself.
 * @typedef {'passed' | 'failed' | 'skipped'} Outcome
 * @typedef {{ passed: number, failed: number, skipped: number }} Tally
 */

/** @returns the state of a run that has not begun */
export const newProgress = () => ({
  total: 0,
  of: 'tests',
  files: 0,
  passed: 0,
  failed: 0,
  skipped: 0,
  over: false,
  /** @type {Map<string, number>} how many of each name run now: two projects may share a name */
  running: new Map(),
  /** @type {{ name: string, milliseconds: number } | null} */
  slowest: null,
  /** @type {string[]} */
  failures: [],
})

/**
 * Takes one event into the state.
 *
 * @param {ReturnType<typeof newProgress>} progress changed in place
 * @param {TestEvent} event
 */
export function record(progress, event) {
  switch (event.kind) {
    case 'plan':
      progress.total = event.total
      progress.of = event.of
      break
    case 'begin':
      progress.running.set(event.name, (progress.running.get(event.name) ?? 0) + 1)
      break
    case 'end': {
      noLongerRuns(progress, event.name)
      progress[event.outcome] += 1
      if (event.outcome === 'failed') progress.failures.push(event.name)
      const { name, milliseconds } = event
      if (milliseconds > (progress.slowest?.milliseconds ?? 0)) {
        progress.slowest = { name, milliseconds }
      }
      break
    }
    case 'file-end':
      noLongerRuns(progress, event.name)
      progress.files += 1
      break
    case 'broken':
      progress.failed += 1
      progress.failures.push(event.name)
      break
    case 'over':
      progress.over = true
      break
  }
}

function noLongerRuns({ running }, name) {
  const left = (running.get(name) ?? 1) - 1
  if (left > 0) running.set(name, left)
  else running.delete(name)
}

const grouped = (count) => count.toLocaleString('en-US')

/** One line for a person who waits: how far it is, and what takes longest. */
export function progressLine({ total, of, files, passed, failed, skipped, slowest }) {
  const tests = passed + failed + skipped
  const done = of === 'files' ? files : tests
  const parts = [`${grouped(done)} of ${grouped(total)} ${of}`]
  if (of === 'files') parts.push(`${grouped(tests)} tests`)
  if (failed > 0) parts.push(`${failed} failed`)
  if (slowest) {
    parts.push(`slowest ${(slowest.milliseconds / 1000).toFixed(1)} s: ${slowest.name}`)
  }
  return parts.join(', ')
}

/**
 * A step's result. A runner that ran nothing, ended badly though no test did, or ended without
 * saying so counts as a failure: a check that cannot fail is none.
 *
 * @param {ReturnType<typeof newProgress>} progress
 * @param {number} exitCode the runner's
 * @param {boolean} mayBeEmpty for a run of what was changed, which may be nothing
 * @returns {Tally}
 */
export function tallyOf({ total, passed, failed, skipped, over }, exitCode, mayBeEmpty = false) {
  if (mayBeEmpty && exitCode === 0 && total === 0) return { passed, failed, skipped }
  const unsaid = exitCode !== 0 || !over || passed + failed === 0
  return { passed, failed: failed === 0 && unsaid ? 1 : failed, skipped }
}

/** @returns {Tally} for a step that is one check */
export const countCheck = (exitCode) =>
  exitCode === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 }

/**
 * @param {Tally[]} tallies
 * @returns the line that a run ends with: `N passed, N failed`
 */
export function summary(tallies) {
  const sum = (key) => tallies.reduce((total, tally) => total + tally[key], 0)
  const skipped = sum('skipped')
  const line = `${sum('passed')} passed, ${sum('failed')} failed`
  return skipped > 0 ? `${line}, ${skipped} skipped` : line
}
