import { mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import type { Connection, Db } from './client'

/** How long a statement waits for another process's write, in milliseconds. */
const BUSY_TIMEOUT = 5000
/** How long a start waits for another one that is migrating, in milliseconds. */
const MIGRATION_LOCK_TIMEOUT = 60_000

/** The file behind `file:…`, absolute. */
export function databaseFile(databaseUrl: string): string {
  return resolve(/* turbopackIgnore: true */ databaseUrl.replace(/^file:(\/\/)?/, ''))
}

function openFile(file: string, timeout: number): Database.Database {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  return new Database(file, { timeout })
}

/**
 * Opens the file. WAL lets readers and one writer work side by side; `synchronous = FULL` means
 * that what was acknowledged is on disk: forgetting a rotation would sign people out.
 */
export function openSqlite(databaseUrl: string): Omit<Connection, 'close'> & {
  native: Database.Database
  close(): void
} {
  const native = openFile(databaseFile(databaseUrl), BUSY_TIMEOUT)
  native.pragma('journal_mode = WAL')
  // Per connection: a reopened one would be NORMAL.
  native.pragma('synchronous = FULL')
  native.pragma('foreign_keys = ON')
  const db = Object.assign(drizzle(native), { statementName: (name: string) => name })
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
export function migrateSqlite(databaseUrl: string): void {
  const lock = takeLock(databaseUrl)
  try {
    const { native } = openSqlite(databaseUrl)
    try {
      // Inside the migrator's transaction this pragma does nothing, and rebuilding a parent table
      // would empty its children by cascade.
      native.pragma('foreign_keys = OFF')
      const folder = join(/* turbopackIgnore: true */ process.cwd(), 'db/migrations/sqlite')
      migrate(drizzle(native), { migrationsFolder: folder })
    } finally {
      native.close()
    }
  } finally {
    lock.close()
  }
}

/**
 * An exclusive lock that the operating system drops when its process dies, however it dies: an
 * open exclusive transaction on a small database of its own, beside the real one.
 */
function takeLock(databaseUrl: string): Database.Database {
  const lock = openFile(`${databaseFile(databaseUrl)}.lock`, MIGRATION_LOCK_TIMEOUT)
  lock.exec('BEGIN EXCLUSIVE')
  return lock
}
