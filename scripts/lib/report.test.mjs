import { describe, expect, it } from 'vitest'
import { countCheck, countPlaywright, countVitest, summary } from './report.mjs'

const vitest = (more = {}) =>
  JSON.stringify({
    numPassedTests: 3,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [{ status: 'passed', assertionResults: [{ status: 'passed' }] }],
    ...more,
  })

const playwright = (stats = {}, errors = []) =>
  JSON.stringify({ stats: { expected: 4, unexpected: 0, flaky: 0, skipped: 0, ...stats }, errors })

describe('countVitest', () => {
  it('counts what passed, failed and was skipped', () => {
    const testResults = [{ status: 'failed', assertionResults: [{ status: 'failed' }] }]
    const text = vitest({ numFailedTests: 1, numPendingTests: 2, numTodoTests: 1, testResults })
    expect(countVitest(text, 1)).toEqual({ passed: 3, failed: 1, skipped: 3 })
  })

  it('counts a file that broke before its first test as a failure', () => {
    const testResults = [{ status: 'failed', assertionResults: [] }]
    expect(countVitest(vitest({ testResults }), 1)).toEqual({ passed: 3, failed: 1, skipped: 0 })
  })

  it('fails when the runner failed though no test did', () => {
    expect(countVitest(vitest(), 1)).toEqual({ passed: 3, failed: 1, skipped: 0 })
  })

  it.each([
    ['there is no report', ''],
    ['the report was cut short', '{"numPassedTests":'],
    ['no test ran', vitest({ numPassedTests: 0 })],
    ['every test was skipped', vitest({ numPassedTests: 0, numPendingTests: 3 })],
  ])('fails when %s, whatever the exit code', (_, text) => {
    expect(countVitest(text, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })
})

describe('countPlaywright', () => {
  it('counts what passed, failed and was skipped', () => {
    const text = playwright({ unexpected: 2, skipped: 1 })
    expect(countPlaywright(text, 1)).toEqual({ passed: 4, failed: 2, skipped: 1 })
  })

  it('counts a flaky test as failed', () => {
    expect(countPlaywright(playwright({ flaky: 1 }), 0).failed).toBe(1)
  })

  it('counts an error outside of the tests as failed', () => {
    expect(countPlaywright(playwright({}, [{ message: 'no such file' }]), 1).failed).toBe(1)
  })

  it('fails when no test ran', () => {
    const none = playwright({ expected: 0 })
    expect(countPlaywright(none, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 })
    expect(countPlaywright('', 0)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })
})

describe('summary', () => {
  it('adds up, and names the skipped only where there are some', () => {
    const tallies = [countCheck(0), countCheck(2), { passed: 10, failed: 0, skipped: 0 }]
    expect(summary(tallies)).toBe('11 passed, 1 failed')
    expect(summary([...tallies, { passed: 0, failed: 0, skipped: 2 }])).toBe(
      '11 passed, 1 failed, 2 skipped',
    )
  })
})
