/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

const failedOnce = { passed: 0, failed: 1, skipped: 0 }

/**
 * A step's result out of its tests'. A runner that says nothing, ran nothing, or ended badly
 * though no test did, counts as a failure: a check that cannot fail is none.
 *
 * @param {Tally | null} tally
 * @param {number} exitCode the runner's
 * @returns {Tally}
 */
function judged(tally, exitCode) {
  if (!tally || tally.passed + tally.failed === 0) return failedOnce
  if (exitCode !== 0 && tally.failed === 0) return { ...tally, failed: 1 }
  return tally
}

const parsed = (text) => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/**
 * Counts Vitest's JSON report. A file that fails before its first test is one failure.
 *
 * @param {string} text the report, or an empty string where there is none
 * @returns {Tally}
 */
export function countVitest(text, exitCode) {
  const report = parsed(text)
  if (!report) return judged(null, exitCode)
  const brokenFiles = report.testResults.filter(
    (file) =>
      file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  )
  return judged(
    {
      passed: report.numPassedTests,
      failed: report.numFailedTests + brokenFiles.length,
      skipped: report.numPendingTests + report.numTodoTests,
    },
    exitCode,
  )
}

/**
 * Counts Playwright's JSON report. A flaky test failed once, so it failed; an error outside of
 * tests is one failure.
 *
 * @param {string} text the report, or an empty string where there is none
 * @returns {Tally}
 */
export function countPlaywright(text, exitCode) {
  const report = parsed(text)
  if (!report) return judged(null, exitCode)
  const { expected, unexpected, flaky, skipped } = report.stats
  return judged(
    { passed: expected, failed: unexpected + flaky + report.errors.length, skipped },
    exitCode,
  )
}

/** @returns {Tally} for a step that is one check */
export const countCheck = (exitCode) =>
  exitCode === 0 ? { passed: 1, failed: 0, skipped: 0 } : failedOnce

/** @param {Tally[]} tallies */
export function summary(tallies) {
  const sum = (key) => tallies.reduce((total, tally) => total + tally[key], 0)
  const skipped = sum('skipped')
  const line = `${sum('passed')} passed, ${sum('failed')} failed`
  return skipped > 0 ? `${line}, ${skipped} skipped` : line
}
