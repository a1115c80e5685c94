// npm run bench: what requests to the app cost, beside what others would pick instead and beside what no
// Next app gets below. Writes RESULTS.md. Installs and builds what is compared, where that is needed.
import '../../scripts/lib/check-node.mjs'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sqlitePackage } from '../../db/sqlite-choice.mjs'
import { fileSettings } from '../../lib/config/env-files.mjs'
import { build } from '../../scripts/lib/build.mjs'
import { stopOnSignals } from '../../scripts/lib/child.mjs'
import { fail, root } from '../../scripts/lib/paths.mjs'
import { startPostgresql } from '../../scripts/lib/postgresql.mjs'
import { scriptArguments } from '../support/script-arguments.mjs'
import { compare, compareSignInPage, compareStarts } from './comparisons.mjs'
import { startApp } from './http/app.mjs'
import { javascriptOf } from './javascript.mjs'
import { startBare } from './lib/start-bare.mjs'
import { preparePeers, startPeers, versionIn } from './peers.mjs'
import { circumstances, resultsText, write } from './results.mjs'
import { cookieFor, ROTATIONS, rowsOf } from './rows.mjs'
import { startTimes } from './start-up.mjs'

/** The first rounds find code that has not been compiled yet: they do not count. */
const WARM_UP = 2
/** Of fewer, the middle half says nothing: they are shown and not written. */
const FEWEST_TO_WRITE = 5
const PASSWORD = 'plenty of salmon in the river'

const options = scriptArguments({ rounds: { type: 'string', default: '15' } })
const rounds = Number(options.rounds)
if (!Number.isInteger(rounds) || rounds < 1) fail('--rounds must be a whole number from 1.')
process.chdir(root)
stopOnSignals()
const isTerminal = process.stdout.isTTY

/** One line that says how far it is; where no one watches, a line for each step. */
function progress(text) {
  process.stdout.write(isTerminal ? `\r\x1b[K${text}` : `${text}\n`)
}

/** The share of all cores that is in use, while nothing of ours is. */
async function usedByOthers() {
  const times = () => os.cpus().map(({ times }) => times)
  const before = times()
  await sleep(3000)
  let [busy, all] = [0, 0]
  for (const [core, after] of times().entries()) {
    for (const [kind, time] of Object.entries(after)) {
      const spent = time - before[core][kind]
      all += spent
      if (kind !== 'idle') busy += spent
    }
  }
  return busy / all
}

/** All rows, in turns. @returns {Promise<object[][]>} the figures of each row, by round */
async function inTurns(rows) {
  const figures = rows.map(() => [])
  const total = WARM_UP + rounds
  const started = Date.now()
  for (let round = 0; round < total; round += 1) {
    const left = round === 0 ? null : ((Date.now() - started) / round) * (total - round)
    const when = left === null ? '' : `, about ${Math.ceil(left / 60_000)} min left`
    if (!isTerminal) progress(`Round ${round + 1} of ${total}${when}`)
    for (const [index, { name, measure }] of rows.entries()) {
      if (isTerminal) progress(`Round ${round + 1} of ${total}${when}: ${name}`)
      const figure = await measure()
      if (round >= WARM_UP) figures[index].push(figure)
    }
  }
  return figures
}

function versions() {
  const installed = (name) =>
    JSON.parse(readFileSync(`${root}node_modules/${name}/package.json`, 'utf8')).version
  const own = ['next', 'react', 'jose', 'bcryptjs', 'pg']
  return {
    ...Object.fromEntries(own.map((name) => [name, installed(name)])),
    'better-sqlite3': installed(sqlitePackage(process.versions)),
    'better-auth': versionIn('better-auth', 'better-auth'),
    'next-auth': versionIn('auth-js', 'next-auth'),
    fastify: versionIn('fastify', 'fastify'),
    '@fastify/jwt': versionIn('fastify', '@fastify/jwt'),
  }
}

const folder = mkdtempSync(join(os.tmpdir(), 'app-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

const built = await build(fileSettings(root, 'production'), {
  onStart: () => console.log('Building the app (about a minute)'),
})
if (built.code !== 0) fail(built.output)
await preparePeers(folder)
for (const name of ['limits', 'better-auth', 'auth-js']) {
  const [theirs, ours] = [versionIn(name, 'next'), versions().next]
  if (theirs !== ours) {
    fail(`proof/bench/peers/${name} has Next ${theirs}, and the app ${ours}: give both the same.`)
  }
}

const started = Date.now()
const before = await usedByOthers()
progress('Starting the app and a bare Next app in turns')
const starts = await startTimes(Math.min(rounds, 7), folder)

progress('Starting everything that is compared')
const people = (WARM_UP + rounds) * ROTATIONS
const postgresql = await startPostgresql()
const app = await startApp({
  databaseUrl: `file:${join(folder, 'app.db')}`,
  people,
  password: PASSWORD,
})
const onPostgresql = await startApp({ databaseUrl: postgresql.url, people, password: PASSWORD })
const peers = await startPeers(folder, PASSWORD)
const bare = await startBare(folder)

const javascript = await javascriptOf(app.origin, cookieFor(app), peers.limits.server.origin)
const rows = rowsOf({ app, onPostgresql, peers, bare: bare.measure, password: PASSWORD })
const figures = await inTurns(rows)

progress('Stopping')
const servers = [app, onPostgresql, bare, ...Object.values(peers).map(({ server }) => server)]
for (const server of servers) await server.stop()
await postgresql.stop()
const after = await usedByOthers()

const measured = rows.map(({ id, group, name }, index) => ({
  id,
  group,
  name,
  figures: figures[index],
}))
const command = `npm run bench${options.rounds === '15' ? '' : ` -- --rounds ${rounds}`}`
const text = resultsText({
  circumstances: circumstances(command, versions()),
  rounds,
  minutes: (Date.now() - started) / 60_000,
  others: [before, after],
  rows: measured,
  compared: compare(Object.fromEntries(measured.map(({ id, figures }) => [id, figures]))),
  starts,
  startRatio: compareStarts(starts),
  javascript,
  signInPage: compareSignInPage(javascript.pages),
})
progress('')
console.log(text)
if (rounds >= FEWEST_TO_WRITE) write('npm run bench', text)
else console.log(`Nothing is written of fewer than ${FEWEST_TO_WRITE} rounds.`)
// Said outright: what stops PostgreSQL would end this process with 0, whatever it is.
process.exit(process.exitCode)
