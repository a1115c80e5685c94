// Machine: a clone need not edit this file.
import { isPostgresql } from './dialect'
import { migratePostgresql } from './postgresql'
import { migrateSqlite } from './sqlite'

/**
 * Brings the database to the newest committed migration. Processes that start together take turns.
 *
 * @throws when it cannot be reached or a migration fails; nothing is half done.
 */
export async function migrateDatabase(databaseUrl: string): Promise<void> {
  if (isPostgresql(databaseUrl)) await migratePostgresql(databaseUrl)
  else await migrateSqlite(databaseUrl)
}
