// Machine: a clone need not edit this file.
import { join, resolve } from 'node:path'
import type BetterSqlite3 from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { drizzle as drizzleOver } from 'drizzle-orm/sqlite-proxy'
import { readAddress } from './address.mjs'
import type { Connection, Db } from './client'
import { refuseLeftOut } from './left-out-migration'
import { makePrivate } from './private-file.mjs'
import Database from './sqlite-driver.mjs'
import { BUSY_LIMIT, NothingFound, runStatements, whenFree } from './sqlite-statements'

/** How long opening waits for another process, in milliseconds: nothing is served yet. */
const OPEN_TIMEOUT = 5000
/** How long a start waits for another one that is migrating, in milliseconds. */
const MIGRATION_LOCK_TIMEOUT = 60_000

/**
 * The file behind `file:…`, absolute.
 *
 * @throws Error where the URL names none; the start has said so in a sentence.
 */
export function databaseFile(databaseUrl: string): string {
  const address = readAddress(databaseUrl)
  if (address.kind === 'sqlite') return resolve(/* turbopackIgnore: true */ address.path)
  throw new Error(address.kind === 'problem' ? address.message : 'is no file')
}

function openFile(file: string, timeout: number): BetterSqlite3.Database {
  makePrivate(file)
  return new Database(file, { timeout })
}

async function orNull<Rows>(rows: Promise<Rows>): Promise<Rows | null> {
  try {
    return await rows
  } catch (error) {
    if (error instanceof NothingFound) return null
    throw error
  }
}

/**
 * Opens the file. WAL lets readers and one writer work side by side; `synchronous = FULL` means
 * that what was acknowledged is on disk: forgetting a rotation would sign users out.
 *
 * @param busyLimit how long a statement waits for another process's write, in milliseconds.
 */
export function openSqlite(
  databaseUrl: string,
  busyLimit: number = BUSY_LIMIT,
): Omit<Connection, 'close'> & {
  native: BetterSqlite3.Database
  close(): void
} {
  const native = openFile(databaseFile(databaseUrl), OPEN_TIMEOUT)
  native.pragma('journal_mode = WAL')
  // Per connection: a reopened one would be NORMAL.
  native.pragma('synchronous = FULL')
  native.pragma('foreign_keys = ON')
  // SQLite's own wait holds the event loop, and with it everyone else.
  native.pragma('busy_timeout = 0')
  const { one, together } = runStatements(native, busyLimit)
  const database = drizzleOver(one, together)
  const db = Object.assign(database, {
    statementName: (name: string) => name,
    atomic: (statements: (db: typeof database) => unknown) =>
      orNull(database.batch(statements(database) as Parameters<typeof database.batch>[0])),
  })
  return {
    db: db as unknown as Db,
    native,
    now: Date.now,
    close: () => native.close(),
  }
}

/**
 * Brings the file to the newest committed migration. Processes that start together take turns.
 *
 * @throws when a migration fails; the transaction around it leaves the database as it was.
 */
export async function migrateSqlite(databaseUrl: string): Promise<void> {
  const lock = await takeLock(databaseUrl)
  try {
    // An older version may still be serving, and writing.
    await whenFree(() => migrateOnce(databaseUrl))
  } finally {
    lock.close()
  }
}

function migrateOnce(databaseUrl: string): void {
  const { native } = openSqlite(databaseUrl)
  try {
    // Inside the migrator's transaction this pragma does nothing, and rebuilding a parent table
    // would empty its children by cascade.
    native.pragma('foreign_keys = OFF')
    const folder = join(/* turbopackIgnore: true */ process.cwd(), 'db/migrations/sqlite')
    refuseLeftOut(folder, appliedMigrations(native))
    migrate(drizzle(native), { migrationsFolder: folder })
  } finally {
    native.close()
  }
}

function appliedMigrations(native: BetterSqlite3.Database): number[] {
  const table = native.prepare("select 1 from sqlite_master where name = '__drizzle_migrations'")
  if (!table.get()) return []
  return native.prepare('select created_at from __drizzle_migrations').pluck().all() as number[]
}

/**
 * An exclusive lock that the operating system drops when its process dies, however it dies: an
 * open exclusive transaction on a small second database, beside the real one.
 */
async function takeLock(databaseUrl: string): Promise<BetterSqlite3.Database> {
  const lock = openFile(`${databaseFile(databaseUrl)}.lock`, 0)
  try {
    await whenFree(() => lock.exec('BEGIN EXCLUSIVE'), MIGRATION_LOCK_TIMEOUT)
    return lock
  } catch (error) {
    lock.close()
    throw error
  }
}
