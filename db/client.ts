// Machine: a clone need not edit this file.
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import { isPostgresql } from './dialect'
import { openPostgresql } from './postgresql'
import { openSqlite } from './sqlite'

/**
 * The database as the query modules see it: four verbs that mean the same on every engine.
 * Nothing else is reachable by accident.
 */
export type Db = Verbs & {
  /** Turns a prepared statement's name into what the connection can take; empty for unnamed. */
  statementName(name: string): string
  /**
   * Carries out statements in one transaction: all of them or none. Each has to find or make a row, or
   * nothing is done at all.
   *
   * @param statements made on the database that it is given, each with `returning()`.
   * @returns the rows of each; null where one found nothing.
   */
  atomic<Rows extends unknown[][]>(
    statements: (db: Verbs) => { [Index in keyof Rows]: Statement<Rows[Index]> },
  ): Promise<Rows | null>
}

type Verbs = Pick<PgDatabase<PgQueryResultHKT>, 'select' | 'insert' | 'update' | 'delete'>
/** A statement of the query builder that has not run. */
type Statement<Rows> = PromiseLike<Rows>

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
