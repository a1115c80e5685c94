/** What filling a database is, on either of the two. */
import { count } from '../lib/statistics.mjs'
import { idOf, type Kind, SESSIONS_PER_USER, sessionColumns, userColumns } from './rows'
import { openPostgresqlStore } from './store-postgresql'
import { openSqliteStore } from './store-sqlite'

/** Rows a statement: enough to be quick, few enough to show that it goes on. */
const CHUNK = 500_000
const PRINT_EVERY = 15_000

/** A migrated database that can be filled. */
export type Store = {
  kind: Kind
  run(statement: string): Promise<void>
  /** The one number that a query answers with. */
  number(query: string): Promise<number>
  /** An INSERT of the rows that `columns` gives for every n in [from, to). */
  insert(table: string, columns: Record<string, string>, from: number, to: number): Promise<void>
  /** Bytes on disk: everything, and the sessions table without its indexes. */
  size(): Promise<{ total: number; table: number }>
  /** Runs `fill` with whatever slows a bulk load out of the way, and puts it back. */
  bulk(fill: () => Promise<void>): Promise<void>
  close(): Promise<void>
}

export function openStore(kind: Kind, url: string): Promise<Store> {
  return kind === 'sqlite' ? openSqliteStore(url) : openPostgresqlStore(url)
}

/** Does the database hold exactly this many of our sessions, from an earlier run? */
async function isLoaded(store: Store, sessions: number): Promise<boolean> {
  const has = (n: number) =>
    store
      .number(`select count(*) from sessions where id = '${idOf(n)}'`)
      .then((found) => found === 1)
  return (await has(sessions - 1)) && !(await has(sessions))
}

/**
 * Fills a migrated, empty database, unless it is filled already.
 *
 * @returns rows a second, or null where nothing had to be done.
 */
export async function load(store: Store, sessions: number, now: number): Promise<number | null> {
  if (await isLoaded(store, sessions)) return null
  const users = Math.ceil(sessions / SESSIONS_PER_USER)
  const started = performance.now()
  await store.bulk(async () => {
    await inChunks(users, 'users', (from, to) =>
      store.insert('users', userColumns(store.kind, now), from, to),
    )
    await inChunks(sessions, 'sessions', (from, to) =>
      store.insert('sessions', sessionColumns(store.kind, now, users), from, to),
    )
  })
  return (sessions + users) / ((performance.now() - started) / 1000)
}

/** Calls `each` with one range of numbers after another, and prints how far it is when it is long. */
async function inChunks(
  total: number,
  what: string,
  each: (from: number, to: number) => Promise<void>,
): Promise<void> {
  let printed = performance.now()
  for (let from = 0; from < total; from += CHUNK) {
    const to = Math.min(from + CHUNK, total)
    await each(from, to)
    if (performance.now() - printed < PRINT_EVERY) continue
    printed = performance.now()
    console.log(`  ${count(to)} of ${count(total)} ${what}`)
  }
}
