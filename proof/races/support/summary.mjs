import { table } from '../../bench/lib/statistics.mjs'

const COUNTS = ['rounds', 'refreshes', 'rotated', 'unchanged', 'retried', 'recovered', 'unanswered']
const HEAD = ['scenario', 'server', ...COUNTS, 'false alarms', 'lost sessions', 'thefts stopped']

/** @param {Record<string, any>} count as a race leaves it */
function row(title, count) {
  const verdicts = count.thefts
    ? ['', '', `${count.caught ?? 0}/${count.thefts}`]
    : [count.falseAlarms ?? 0, count.lostSessions ?? 0, '']
  return [title, count.on, ...COUNTS.map((name) => count[name] ?? 0), ...verdicts].map(String)
}

function sumOf(counts) {
  const sum = { on: '' }
  for (const count of counts) {
    for (const [name, value] of Object.entries(count)) {
      if (typeof value === 'number') sum[name] = (sum[name] ?? 0) + value
    }
  }
  const verdicts = [sum.falseAlarms ?? 0, sum.lostSessions ?? 0]
  return [
    ...row('all', sum).slice(0, -3),
    ...verdicts,
    `${sum.caught ?? 0}/${sum.thefts ?? 0}`,
  ].map(String)
}

/**
 * What the races have counted, for a terminal.
 *
 * @param {string} text Playwright's JSON report
 */
export function racesSummary(text) {
  const specs = JSON.parse(text).suites.flatMap((suite) => suite.specs)
  const noted = specs.flatMap(({ title, tests }) =>
    tests.map(({ annotations }) => {
      const of = (type) => annotations.find((one) => one.type === type)?.description
      return {
        title,
        race: JSON.parse(of('race') ?? 'null'),
        caught: of('caught'),
        skip: of('skip'),
      }
    }),
  )
  const played = noted.filter(({ race }) => race)
  const counts = played.map(({ race }) => race)
  const rows = played.map(({ title, race }) => row(title, race))
  const once = (lines) => [...new Set(lines)].map((line) => `  ${line}`)
  const sections = [
    ['', [table([HEAD, ...rows, sumOf(counts)])]],
    [
      'When each thief is found out:',
      once(noted.filter(({ caught }) => caught).map((one) => `${one.title}: ${one.caught}`)),
    ],
    [
      'Not played:',
      once(noted.filter(({ skip }) => skip).map(({ title, skip }) => `${title}. ${skip}`)),
    ],
    [
      'Broke off, and counted nothing:',
      once(noted.filter(({ race, skip }) => !race && !skip).map(({ title }) => title)),
    ],
  ]
  return sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => [title, ...lines].join('\n'))
    .join('\n\n')
}
