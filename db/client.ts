// Machine: a clone need not edit this file.
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import { isPostgresql } from './dialect'
import { openPostgresql } from './postgresql'
import { openSqlite } from './sqlite'

/**
 * The database as the query modules see it: four verbs that mean the same on every engine.
 * Nothing else is reachable by accident.
 */
export type Db = Pick<PgDatabase<PgQueryResultHKT>, 'select' | 'insert' | 'update' | 'delete'> & {
  /** Turns a prepared statement's name into what the connection can take; empty for unnamed. */
  statementName(name: string): string
}

/** An open database. */
export type Connection = {
  db: Db
  /** Milliseconds since 1970, of the one clock that all processes on this database share. */
  now(): number
  close(): void | Promise<void>
}

/** Opens the database behind a `file:` or `postgres:` URL. Connects at the first query. */
export function openDatabase(databaseUrl: string): Connection {
  return isPostgresql(databaseUrl) ? openPostgresql(databaseUrl) : openSqlite(databaseUrl)
}
