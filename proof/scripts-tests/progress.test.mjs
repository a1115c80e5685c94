import { describe, expect, it } from 'vitest'
import {
  countCheck,
  newProgress,
  progressLine,
  record,
  summary,
  tallyOf,
} from '../../scripts/lib/progress.mjs'

const stateAfter = (...events) => {
  const progress = newProgress()
  for (const event of events) record(progress, event)
  return progress
}

const ended = (name, outcome = 'passed', milliseconds = 1) => ({
  kind: 'end',
  name,
  outcome,
  milliseconds,
})

describe('record', () => {
  it('when tests end, it counts them and keeps the names of those that failed', () => {
    const { passed, failed, skipped, failures } = stateAfter(
      ended('a'),
      ended('b', 'failed'),
      ended('c', 'skipped'),
      { kind: 'broken', name: 'a file', error: 'cannot be loaded' },
    )
    expect({ passed, failed, skipped, failures }).toEqual({
      passed: 1,
      failed: 2,
      skipped: 1,
      failures: ['b', 'a file'],
    })
  })

  it('when two tests of one name run, the end of one leaves the other running', () => {
    const begun = { kind: 'begin', name: 'a' }
    expect([...stateAfter(begun, begun, ended('a')).running]).toEqual([['a', 1]])
    expect([...stateAfter(begun, begun, ended('a'), ended('a')).running]).toEqual([])
  })
})

describe('progressLine', () => {
  it('when tests have ended, it says how many of all, and the slowest', () => {
    const plan = { kind: 'plan', total: 1200, of: 'tests' }
    expect(
      progressLine(stateAfter(plan, ended('a', 'passed', 1500), ended('b', 'failed', 20))),
    ).toBe('2 of 1,200 tests, 1 failed, slowest 1.5 s: a')
  })

  it('when only the number of files is known, it counts files', () => {
    const plan = { kind: 'plan', total: 3, of: 'files' }
    expect(
      progressLine(stateAfter(plan, ended('a', 'passed', 0), { kind: 'file-end', name: 'f' })),
    ).toBe('1 of 3 files, 1 tests')
  })
})

describe('tallyOf', () => {
  const over = { kind: 'over' }

  it('when all passed and the runner reports the end, nothing failed', () => {
    expect(tallyOf(stateAfter(ended('a'), over), 0)).toEqual({ passed: 1, failed: 0, skipped: 0 })
  })

  it.each([
    ['the runner failed though no test did', [ended('a'), over], 1],
    ['the runner ended without saying so', [ended('a')], 0],
    ['no test ran', [over], 0],
    ['every test was skipped', [ended('a', 'skipped'), over], 0],
  ])('when %s, it is a failure', (_, events, code) => {
    expect(tallyOf(stateAfter(...events), code).failed).toBe(1)
  })

  it('when a run may be empty and there is nothing to run, it is no failure', () => {
    expect(tallyOf(newProgress(), 0, true).failed).toBe(0)
    expect(tallyOf(newProgress(), 1, true).failed).toBe(1)
    expect(tallyOf(stateAfter({ kind: 'plan', total: 1, of: 'files' }), 0, true).failed).toBe(1)
  })
})

describe('summary', () => {
  it('when steps are added up, the skipped are named only where there are some', () => {
    const tallies = [countCheck(0), countCheck(2), { passed: 10, failed: 0, skipped: 0 }]
    expect(summary(tallies)).toBe('11 passed, 1 failed')
    expect(summary([...tallies, { passed: 0, failed: 0, skipped: 2 }])).toBe(
      '11 passed, 1 failed, 2 skipped',
    )
  })
})
