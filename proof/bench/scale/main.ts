/**
 * Loads one database with many sessions and another with a few, checks how the statements run, and
 * measures both in turns. Started by `proof/bench/scale.mjs`, once a kind of database: which one it is for
 * is decided when the schema is loaded.
 */
import { openDatabase } from '../../../db/client'
import { databaseDialect } from '../../../db/dialect'
import { migrateDatabase } from '../../../db/migrate'
import type { RequestContext } from '../../../lib/auth/request-context'
import { parseConfig } from '../../../lib/config/config'
import { log } from '../../../lib/log/log'
import { serve } from '../http/app.mjs'
import { concurrently } from '../lib/concurrently'
import { count, median, quantile, table } from '../lib/statistics.mjs'
import { load, openStore } from './loading'
import { NAMES, type Name, type Operations, operationsOn } from './operations'
import { sample, signedIn } from './people'
import { statementsPerRequest } from './requests'
import { SESSIONS_PER_USER } from './rows'
import { operationsOver } from './served'
import { planOf, statementsOf, usesIndexes } from './statements'

/** Calls of one batch: few enough that what else the machine does hits both of a pair alike. */
const BATCH = { served: 48, direct: 160 }
const ACTIVE_PEOPLE = 2_000
const LEAVING_PEOPLE = 2_000
/** The almost empty database: as many sessions a person, or the lists would not be alike. */
const FEW_PEOPLE = 2 * BATCH.direct
const TARGET = 0.95

const number = (name: string) => Number(process.env[name])
const kind = databaseDialect()
const urls = { loaded: process.env.DATABASE_URL ?? '', empty: process.env.BENCH_EMPTY_URL ?? '' }
log.level = 'silent'

/** The same for this process and for those that serve. */
const settings = {
  AUTH_SECRET: '9vXk2mQe7Jr0ZbW4nLhT6yUcA1sDfGpO8iKxNzBvC3w',
  // Longer than the whole of it takes.
  AUTH_ACCESS_TOKEN_TTL: '3600',
  AUTH_STEP_UP_TTL: '3600',
}
const parsed = parseConfig({ ...settings, DATABASE_URL: urls.loaded })
if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'))
const { config } = parsed

/** Fills a database and picks the people who will use it. */
async function prepare(url: string, sessions: number, people: number[], leaving: number[]) {
  await migrateDatabase(url)
  const store = await openStore(kind, url)
  const rate = await load(store, sessions, Date.now())
  const size = await store.size()
  await store.close()
  const connection = openDatabase(url)
  const device = { userAgent: 'bench', ip: '127.0.0.1' }
  const context: RequestContext = { config, db: connection.db, now: Date.now(), device }
  const users = Math.ceil(sessions / SESSIONS_PER_USER)
  const active = await signedIn(context, { users, people, sessionsEach: SESSIONS_PER_USER })
  const gone = await signedIn(context, { users, people: leaving, sessionsEach: 1 })
  return { url, connection, rate, size, context, active, gone }
}

type Both = { loaded: Operations; empty: Operations }

/** Runs batches on the two in turns for some seconds, the first of a round being the second of the next. */
async function compare(both: Both, name: Name, batch: number, seconds: number) {
  const rates = { loaded: [] as number[], empty: [] as number[] }
  const end = performance.now() + seconds * 1000
  for (let round = 0; performance.now() < end; round += 1) {
    const order = (['loaded', 'empty'] as const).slice()
    if (round % 2 === 1) order.reverse()
    for (const which of order) {
      const operation = both[which][name]
      await both[which].prepare?.(name)
      const started = performance.now()
      await concurrently(batch, (index) => operation(round * batch + index))
      rates[which].push(batch / ((performance.now() - started) / 1000))
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
  empty: await prepare(
    urls.empty,
    FEW_PEOPLE * SESSIONS_PER_USER,
    few.slice(0, BATCH.direct),
    few.slice(BATCH.direct),
  ),
}
const { loaded, empty } = databases

const bytes = (value: number) => count(value / total)
const rate = loaded.rate === null ? 'kept from an earlier run' : `${count(loaded.rate)} rows/s`
console.log(`  loaded: ${rate}; ${(loaded.size.total / 2 ** 30).toFixed(2)} GiB`)
console.log(
  `  bytes a session: ${bytes(loaded.size.total)} with its indexes and a fifth of a user, ${bytes(loaded.size.table)} of them the row\n`,
)

const perRequest = await statementsPerRequest(empty.context)
console.log(`${table([['statements a request', ''], ...perRequest])}\n`)

let wrong = false
const direct = {
  loaded: operationsOn(loaded.context, loaded.active, loaded.gone),
  empty: operationsOn(empty.context, empty.active, empty.gone),
}
for (const name of NAMES) {
  const statements = await statementsOf(() => direct.loaded[name](0))
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

/** Measures every use case and prints a row for each. */
async function measure(title: string, both: Both, batch: number) {
  const seconds = number('BENCH_SECONDS')
  // As a running process would be: code compiled, statements prepared, upper index pages in memory.
  for (const name of NAMES) await compare(both, name, batch, seconds / 8)
  const results = []
  for (const name of NAMES) results.push(await compare(both, name, batch, seconds))
  console.log(
    `\n${table([
      [title, 'loaded/s', 'empty/s', 'µs more', 'ratio', 'quartiles', ''],
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
}

async function served({ url, context, active, gone }: typeof loaded) {
  // Strict rotation: every refresh is one, and the test waits no minute.
  const app = await serve({
    ...settings,
    DATABASE_URL: url,
    AUTH_REFRESH_GRACE: '0',
    AUTH_REFRESH_COALESCE: '0',
  })
  return { app, operations: await operationsOver(app.origin, context, active, gone) }
}

await measure('use cases without HTTP', direct, BATCH.direct)
const apps = { loaded: await served(loaded), empty: await served(empty) }
await measure(
  'requests over HTTP',
  { loaded: apps.loaded.operations, empty: apps.empty.operations },
  BATCH.served,
)
await apps.loaded.app.stop()
await apps.empty.app.stop()
await loaded.connection.close()
await empty.connection.close()
