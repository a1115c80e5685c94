import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/**
 * Sends what Vitest does to the script that started it, event by event (`../progress.mjs`).
 *
 * @implements {import('vitest/node').Reporter}
 */
export default class {
  onTestRunStart(files) {
    tell({ kind: 'plan', total: files.length, of: 'files' })
  }

  onTestModuleStart(file) {
    // Tests are reported in batches, so a test that blocks its thread may be missing: its file is not.
    tell({ kind: 'begin', name: fileOf(file) })
  }

  onTestCaseReady(test) {
    tell({ kind: 'begin', name: nameOf(test) })
  }

  onTestCaseResult(test) {
    const { state, errors = [] } = test.result()
    const outcome = state === 'pending' ? 'skipped' : state
    const milliseconds = test.diagnostic()?.duration ?? 0
    const error = outcome === 'failed' ? errors.map(textOf).join('\n\n') : undefined
    tell({ kind: 'end', name: nameOf(test), outcome, milliseconds, error })
  }

  onTestSuiteResult(suite) {
    tellBroken(nameOf(suite), suite.errors())
  }

  onTestModuleEnd(file) {
    tellBroken(fileOf(file), file.errors())
    tell({ kind: 'file-end', name: fileOf(file) })
  }

  onTestRunEnd(_files, unhandledErrors, reason) {
    tellBroken('outside of any test', unhandledErrors)
    if (reason !== 'interrupted') tell({ kind: 'over' })
  }
}

const tell = (event) => process.send?.(event)

function tellBroken(name, errors) {
  if (errors.length > 0) tell({ kind: 'broken', name, error: errors.map(textOf).join('\n\n') })
}

const fileOf = ({ project, moduleId }) => `${project.name} › ${relative('', moduleId)}`

const nameOf = (test) => `${fileOf(test.module)} › ${test.fullName}`

const textOf = ({ message, stack, diff }) =>
  stripVTControlCharacters([stack ?? message, diff].filter(Boolean).join('\n'))
