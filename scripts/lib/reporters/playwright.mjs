/**
 * Sends what Playwright does to the script that started it, event by event (`../progress.mjs`).
 *
 * @implements {import('playwright/types/testReporter').Reporter}
 */
export default class {
  onBegin(_config, suite) {
    tell({ kind: 'plan', total: suite.allTests().length, of: 'tests' })
  }

  onTestBegin(test) {
    tell({ kind: 'begin', name: nameOf(test) })
  }

  onTestEnd(test, { status, duration, errors }) {
    // Stopped from outside, it has neither passed nor failed: it stays among those that run.
    if (status === 'interrupted') return
    // A test that is meant to fail, and does, has passed.
    const outcome =
      status === 'skipped' ? 'skipped' : status === test.expectedStatus ? 'passed' : 'failed'
    const error = outcome === 'failed' ? errors.map(textOf).join('\n\n') || status : undefined
    tell({ kind: 'end', name: nameOf(test), outcome, milliseconds: duration, error })
  }

  onError(error) {
    tell({ kind: 'broken', name: 'outside of any test', error: textOf(error) })
  }

  onEnd({ status }) {
    // Interrupted is neither: what was not run has not passed.
    if (status !== 'interrupted') tell({ kind: 'over' })
  }

  /** Its parent prints; two who print would mix. */
  printsToStdio() {
    return true
  }
}

const tell = (event) => process.send?.(event)

/** `browser › back.spec.ts › title`, the project first, since several run one file. */
const nameOf = (test) => test.titlePath().filter(Boolean).join(' › ')

const textOf = ({ message, stack, value, snippet }) =>
  [stack ?? message ?? value, snippet].filter(Boolean).join('\n\n')
