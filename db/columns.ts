// Machine: a clone need not edit this file.
/**
 * The only place where the two databases differ. The schema is written once against the
 * PostgreSQL builders, whose API is the narrower one: what compiles against it runs on both.
 * On SQLite each name is the builder that stores the same value.
 */
import * as pg from 'drizzle-orm/pg-core'
import * as sqlite from 'drizzle-orm/sqlite-core'
import { databaseDialect } from './dialect'

/** Milliseconds since 1970, as a number. */
const pgMillis = (name: string) => pg.bigint(name, { mode: 'number' })
const sqliteMillis = (name: string) => sqlite.integer(name, { mode: 'number' })

const postgresql = {
  table: pg.pgTable,
  index: pg.index,
  uniqueIndex: pg.uniqueIndex,
  text: (name: string) => pg.text(name),
  integer: (name: string) => pg.integer(name),
  millis: pgMillis,
}

const onSqlite = {
  table: sqlite.sqliteTable,
  index: sqlite.index,
  uniqueIndex: sqlite.uniqueIndex,
  text: (name: string) => sqlite.text(name),
  integer: (name: string) => sqlite.integer(name),
  millis: sqliteMillis,
} satisfies Record<keyof typeof postgresql, unknown> & SameValues

/** What a column of each kind holds in JavaScript; the compiler holds the two databases equal. */
type SameValues = {
  [Kind in 'text' | 'integer' | 'millis']: (name: string) => {
    _: { data: ReturnType<(typeof postgresql)[Kind]>['_']['data'] }
  }
}

export const { table, index, uniqueIndex, text, integer, millis } = (
  databaseDialect() === 'sqlite' ? onSqlite : postgresql
) as typeof postgresql
