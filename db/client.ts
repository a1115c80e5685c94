import { mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'

/** How long a statement waits for another process's write, in milliseconds. */
const BUSY_TIMEOUT = 5000

/**
 * The database as the query modules see it: four verbs that mean the same on every engine.
 * Nothing else is reachable by accident.
 */
export type Db = Pick<PgDatabase<PgQueryResultHKT>, 'select' | 'insert' | 'update' | 'delete'>

/** An open connection; `native` is for migrations and tests. */
export type Connection = { db: Db; native: Database.Database; close(): void }

/** The file behind `file:…`, absolute. */
export function databaseFile(databaseUrl: string): string {
  return resolve(/* turbopackIgnore: true */ databaseUrl.replace(/^file:(\/\/)?/, ''))
}

/**
 * Opens the database. WAL lets readers and one writer work side by side; `synchronous = FULL`
 * means that what was acknowledged is on disk: forgetting a rotation would sign people out.
 */
export function openDatabase(databaseUrl: string): Connection {
  const file = databaseFile(databaseUrl)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const native = new Database(file, { timeout: BUSY_TIMEOUT })
  native.pragma('journal_mode = WAL')
  // Per connection: a reopened one would be NORMAL.
  native.pragma('synchronous = FULL')
  native.pragma('foreign_keys = ON')
  return { db: drizzle(native) as unknown as Db, native, close: () => native.close() }
}
