// The text of RESULTS.md: what a command has measured replaces what it had measured before, and what was
// written by hand stays.
import { readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import { figure, median, spread } from './lib/statistics.mjs'

const FILE = new URL('./RESULTS.md', import.meta.url)

const GROUPS = {
  app: 'This app, on SQLite',
  postgresql: 'This app, on PostgreSQL (the CPU time is that of the app alone)',
  peers: 'What others would pick instead',
  limits: 'Lower bounds',
}

/**
 * Puts what a command has measured in its place.
 *
 * @param {string} text of RESULTS.md
 * @param {string} command as it stands in the mark, `npm run bench`
 * @param {string} measured
 * @throws where the text has no such place
 */
export function placed(text, command, measured) {
  const mark = `<!-- written by ${command} -->\n`
  const start = text.indexOf(mark)
  const end = text.indexOf('<!-- end -->', start)
  if (start === -1 || end === -1) throw new Error(`RESULTS.md has no place for ${command}`)
  return `${text.slice(0, start)}${mark}\n${measured.trim()}\n\n${text.slice(end)}`
}

/** Writes into RESULTS.md what a command has measured. */
export const write = (command, measured) =>
  writeFileSync(FILE, placed(readFileSync(FILE, 'utf8'), command, measured))

/** Rows of cells as Markdown; the first column is text, all others are numbers or words. */
export function markdown(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  const align = head.map((_, column) => (column === 0 ? '---' : '--:'))
  return [line(head), `|${align.join('|')}|`, ...rows.map(line)].join('\n')
}

/** When and where something was measured, and with which versions. */
export function circumstances(command, versions) {
  const [{ model }] = os.cpus()
  const memory = Math.round(os.totalmem() / 2 ** 30)
  const day = new Date().toISOString().slice(0, 16).replace('T', ' ')
  const machine = `${os.cpus().length} × ${model.trim()}, ${memory} GB, ${os.type()} ${os.release()} ${os.arch()}`
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return [
    `- command: \`${command}\``,
    `- date: ${day} UTC`,
    `- machine: ${machine}`,
    `- versions: ${[`Node ${process.versions.node}`, ...list].join(', ')}`,
  ].join('\n')
}

/**
 * @param {{ circumstances: string, rounds: number, minutes: number, others: number[],
 *   rows: { id: string, group: string, name: string, figures: object[] }[], compared: object[],
 *   starts: object, startRatio: object, javascript: object, signInPage: object }} run
 *   `others`: share of the machine that other programs used before and after
 */
export function resultsText(run) {
  const percent = run.others.map((share) => `${Math.round(share * 100)} %`)
  const names = Object.fromEntries(run.rows.map(({ id, name }) => [id, name]))
  return `
${run.circumstances}
- rounds: ${run.rounds}, each row once in every round, after two that do not count; ${Math.round(run.minutes)} minutes in all
- other programs used ${percent[0]} of the machine before the run and ${percent[1]} after it

### Targets

${targetsTable(run, names)}

### Ratios without a target

${ratioTable(
  run.compared.filter(({ least }) => least === null),
  names,
)}

### Requests

${Object.entries(GROUPS)
  .map(([group, title]) =>
    requestsTable(
      title,
      run.rows.filter((row) => row.group === group),
    ),
  )
  .join('\n\n')}

### JavaScript of each page

An empty Next app's page loads ${bytes(run.javascript.empty)} (gzip). Files that the HTML names, each compressed alone.

${markdown(
  ['page', 'JavaScript, gzip', 'beyond the empty page'],
  run.javascript.pages.map(({ path, bytes: all, more }) => [
    `\`${path}\``,
    bytes(all),
    bytes(more),
  ]),
)}

### Start

\`npm start\` where everything is built, until \`/\` is answered, in turns, ${run.starts.app.length} times each.

${markdown(
  ['', 'seconds'],
  [
    ['this app', spread(run.starts.app.map((took) => took / 1000))],
    ['a bare Next app', spread(run.starts.bare.map((took) => took / 1000))],
  ],
)}
`
}

const bytes = (count) => `${(count / 1000).toFixed(1)} kB`

function targetsTable({ compared, startRatio, signInPage }, names) {
  const ratios = compared
    .filter(({ least }) => least !== null)
    .map(({ own, other, least, result, ...ratio }) => [
      `${names[own]} against ${names[other]}`,
      inWords(ratio),
      `at least ${least}`,
      result,
    ])
  return markdown(
    ['target', 'measured', 'asked for', 'result'],
    [
      ...ratios,
      [
        '`npm start` against a bare Next app',
        figure(startRatio.ratio),
        `at most ${startRatio.most}`,
        startRatio.result,
      ],
      [
        'JavaScript of `/sign-in` beyond an empty page',
        bytes(signInPage.more),
        `at most ${bytes(signInPage.most)}`,
        signInPage.result,
      ],
    ],
  )
}

const inWords = ({ ratio, low, high }) => `${figure(ratio)} (${figure(low)} – ${figure(high)})`

const ratioTable = (compared, names) =>
  markdown(
    ['', 'measured'],
    compared.map(({ own, other, ...ratio }) => [
      `${names[own]} against ${names[other]}`,
      inWords(ratio),
    ]),
  )

function requestsTable(title, rows) {
  return markdown(
    [title, 'CPU ms a request', 'requests a second', 'statements'],
    rows.map(({ name, figures }) => [
      name,
      spread(figures.map(({ cpu }) => cpu)),
      spread(figures.map(({ rate }) => rate)),
      statementsOf(figures),
    ]),
  )
}

/** What runs now and then beside the requests, such as a purge, is no part of them. */
function statementsOf(figures) {
  const counted = figures.map(({ statements }) => statements)
  return counted.includes(undefined) ? '–' : String(Math.round(median(counted) * 10) / 10)
}
