import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { databaseFile, openDatabase } from './client'

/** How long a start waits for another one that is migrating, in milliseconds. */
const LOCK_TIMEOUT = 60_000

/**
 * Brings the database to the newest committed migration. Processes that start together take turns.
 *
 * @throws when a migration fails; the transaction around it leaves the database as it was.
 */
export function migrateDatabase(databaseUrl: string): void {
  const release = takeLock(databaseUrl)
  try {
    const { native, close } = openDatabase(databaseUrl)
    try {
      // Inside the migrator's transaction this pragma does nothing, and rebuilding a parent table
      // would empty its children by cascade.
      native.pragma('foreign_keys = OFF')
      const migrationsFolder = join(
        /* turbopackIgnore: true */ process.cwd(),
        'db/migrations/sqlite',
      )
      migrate(drizzle(native), { migrationsFolder })
    } finally {
      close()
    }
  } finally {
    release()
  }
}

/**
 * An exclusive lock that the operating system drops when its process dies, however it dies: an
 * open exclusive transaction on a small database of its own, beside the real one.
 */
function takeLock(databaseUrl: string): () => void {
  const file = databaseFile(databaseUrl)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const lock = new Database(`${file}.lock`, { timeout: LOCK_TIMEOUT })
  lock.exec('BEGIN EXCLUSIVE')
  return () => lock.close()
}
