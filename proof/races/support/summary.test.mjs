import { expect, it } from 'vitest'
import { racesSummary } from './summary.mjs'

const spec = (title, ...annotations) => ({
  title,
  tests: [
    {
      annotations: annotations.map(([type, description]) => ({
        type,
        description: type === 'race' ? JSON.stringify(description) : description,
      })),
    },
  ],
})
const report = (...specs) => JSON.stringify({ suites: [{ specs }] })

it('when a run is over, the summary has its races and when each thief is found out', () => {
  const lost = {
    on: 'sqlite',
    rounds: 2,
    refreshes: 9,
    rotated: 3,
    lostSessions: 1,
    falseAlarms: 2,
  }
  const stolen = { on: 'sqlite', rounds: 3, refreshes: 8, rotated: 4, thefts: 3, caught: 2 }
  const text = racesSummary(
    report(
      spec('answers lost', ['race', lost]),
      spec('the thief is first', ['caught', 'at the next refresh'], ['race', stolen]),
      spec('SIGKILL', ['skip', 'The server is not ours.']),
      spec('a storm'),
    ),
  )
  const cells = text.split('\n').map((line) => line.trim().split(/\s{3,}/))
  expect(cells.slice(2, 5)).toEqual([
    ['answers lost', 'sqlite', '2', '9', '3', '0', '0', '0', '0', '2', '1'],
    ['the thief is first', 'sqlite', '3', '8', '4', '0', '0', '0', '0', '2/3'],
    ['all', '5', '17', '7', '0', '0', '0', '0', '2', '1', '2/3'],
  ])
  expect(text).toContain('When each thief is found out:\n  the thief is first: at the next refresh')
  expect(text).toContain('Not played:\n  SIGKILL. The server is not ours.')
  expect(text).toContain('Broke off, and counted nothing:\n  a storm')
})
