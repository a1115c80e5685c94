/**
 * Loads one database with many sessions and another with a few, checks how the statements run, and
 * measures both in turns. Started by `bench/scale.mjs`, once a kind of database: which one it is for
 * is decided when the schema is loaded.
 */
import { openDatabase } from '../../db/client'
import { migrateDatabase } from '../../db/migrate'
import type { AuthContext } from '../../lib/auth/context'
import { databaseDialect, parseConfig } from '../../lib/config'
import { log } from '../../lib/log/log'
import { concurrently } from '../lib/concurrently'
import { count, median, quantile, table } from '../lib/statistics.mjs'
import { load, openStore } from './loading'
import { type Operations, operationsOn } from './operations'
import { sample, signedIn } from './people'
import { statementsPerRequest } from './requests'
import { SESSIONS_PER_USER } from './rows'
import { planOf, statementsOf, usesIndexes } from './statements'

const BATCH = 160
const ACTIVE_PEOPLE = 2_000
const LEAVING_PEOPLE = 2_000
/** The almost empty database: as many sessions a person, or the lists would not be alike. */
const FEW_PEOPLE = 16
const TARGET = 0.95

const number = (name: string) => Number(process.env[name])
const kind = databaseDialect()
const urls = { loaded: process.env.DATABASE_URL ?? '', empty: process.env.BENCH_EMPTY_URL ?? '' }
const now = Date.now()
log.level = 'silent'

const parsed = parseConfig({
  AUTH_SECRET: '9vXk2mQe7Jr0ZbW4nLhT6yUcA1sDfGpO8iKxNzBvC3w',
  DATABASE_URL: urls.loaded,
})
if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'))
const { config } = parsed

/** Fills a database and picks the people who will use it. */
async function prepare(url: string, sessions: number, people: number[], leaving: number[]) {
  await migrateDatabase(url)
  const store = await openStore(kind, url)
  const rate = await load(store, sessions, now)
  const size = await store.size()
  await store.close()
  const connection = openDatabase(url)
  const context: AuthContext = { config, db: connection.db, now }
  const users = Math.ceil(sessions / SESSIONS_PER_USER)
  const active = await signedIn(context, { users, people, sessionsEach: SESSIONS_PER_USER })
  const gone = await signedIn(context, { users, people: leaving, sessionsEach: 1 })
  return { url, connection, rate, size, operations: operationsOn(context, active, gone) }
}

/** Runs batches on the two in turns for some seconds, the first of a round being the second of the next. */
async function compare(name: keyof Operations, seconds: number) {
  const rates = { loaded: [] as number[], empty: [] as number[] }
  const end = performance.now() + seconds * 1000
  for (let round = 0; performance.now() < end; round += 1) {
    const order = (['loaded', 'empty'] as const).slice()
    if (round % 2 === 1) order.reverse()
    for (const which of order) {
      const operation = databases[which].operations[name]
      const started = performance.now()
      await concurrently(BATCH, (index) => operation(round * BATCH + index))
      rates[which].push(BATCH / ((performance.now() - started) / 1000))
    }
  }
  const ratios = rates.loaded.map((rate, round) => rate / (rates.empty[round] as number))
  return { name, loaded: median(rates.loaded), empty: median(rates.empty), ratios }
}

const total = number('BENCH_SESSIONS')
const users = Math.ceil(total / SESSIONS_PER_USER)
const chosen = sample(users, ACTIVE_PEOPLE + LEAVING_PEOPLE)
const half = Math.floor(chosen.length / 16) * 8
const few = Array.from({ length: FEW_PEOPLE }, (_, person) => person)
const databases = {
  loaded: await prepare(urls.loaded, total, chosen.slice(0, half), chosen.slice(half, 2 * half)),
  empty: await prepare(urls.empty, FEW_PEOPLE * SESSIONS_PER_USER, few.slice(0, 8), few.slice(8)),
}
const { loaded, empty } = databases

const bytes = (value: number) => count(value / total)
const rate = loaded.rate === null ? 'kept from an earlier run' : `${count(loaded.rate)} rows/s`
console.log(`  loaded: ${rate}; ${(loaded.size.total / 2 ** 30).toFixed(2)} GiB`)
console.log(
  `  bytes a session: ${bytes(loaded.size.total)} with its indexes and a fifth of a user, ${bytes(loaded.size.table)} of them the row\n`,
)

const perRequest = await statementsPerRequest({ config, db: empty.connection.db, now })
console.log(`${table([['statements a request', ''], ...perRequest])}\n`)

let wrong = false
const names = Object.keys(loaded.operations) as (keyof Operations)[]
for (const name of names) {
  const statements = await statementsOf(() => loaded.operations[name](0))
  console.log(`  ${name}: ${statements.length} statement${statements.length > 1 ? 's' : ''}`)
  for (const statement of statements) {
    const plan = await planOf(loaded.url, statement)
    if (!usesIndexes(plan)) wrong = true
    const verb = statement.sql.split(' ', 1)[0]
    const steps = plan
      .filter((line) => /scan|search/i.test(line))
      .map((line) => line.replace(/^[\s>-]+|\s*\(cost.*$/g, ''))
    console.log(`    ${verb}: ${steps.join('; ')}`)
  }
}
if (wrong) throw new Error('A statement above reads a whole table.')

const seconds = number('BENCH_SECONDS')
// As a running process would be: code compiled, statements prepared, upper index pages in memory.
for (const name of names) await compare(name, seconds / 8)
const results = []
for (const name of names) results.push(await compare(name, seconds))
console.log(
  `\n${table([
    ['operations a second, medians', 'loaded', 'empty', 'µs more', 'ratio', 'quartiles', ''],
    ...results.map(({ name, loaded, empty, ratios }) => [
      name,
      count(loaded),
      count(empty),
      count(1e6 / loaded - 1e6 / empty),
      median(ratios).toFixed(3),
      `${quantile(ratios, 0.25).toFixed(2)} – ${quantile(ratios, 0.75).toFixed(2)}`,
      median(ratios) >= TARGET ? 'ok' : `below ${TARGET}`,
    ]),
  ])}\n`,
)
await loaded.connection.close()
await empty.connection.close()
