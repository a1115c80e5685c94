// Machine: a clone need not edit this file.
/**
 * The only place where the two databases differ. The schema is written once against the
 * PostgreSQL builders, whose API is the narrower one: what compiles against it runs on both.
 * On SQLite each name is the builder that stores the same value.
 *
 * Each value is checked as it is read. SQLite keeps any value in any column, and a time that is no
 * number is neither before nor after another: a session that ends at "x" would never end.
 */
import { getTableColumns } from 'drizzle-orm'
import * as pg from 'drizzle-orm/pg-core'
import * as sqlite from 'drizzle-orm/sqlite-core'
import { databaseDialect } from './dialect'

/** A stored value that is none of its column's kind: nothing is decided by it. */
class CorruptValue extends Error {
  override name = 'CorruptValue'

  /** The value itself may be a secret. */
  constructor(column: string, kind: string) {
    super(`A row is corrupt: in its column ${column} is no ${kind}`)
  }
}

/**
 * Makes the check of the rows of a table for NULL, which does not get to the check of a value. The database
 * allows none either, as long as no one has changed its schema by hand.
 *
 * @throws CorruptValue where a column is NULL that may not be.
 */
export function wholeRow(table: pg.PgTable) {
  const required = Object.entries(getTableColumns(table)).filter(([, { notNull }]) => notNull)
  return <Row extends object>(row: Row): Row => {
    const missing = required.find(([name]) => row[name as keyof Row] === null)
    if (missing) throw new CorruptValue(missing[1].name, 'value')
    return row
  }
}

type Kind<Data> = { kind: string; read(value: unknown): Data | undefined }

const TEXT: Kind<string> = {
  kind: 'text',
  read: (value) => (typeof value === 'string' ? value : undefined),
}

const INTEGER: Kind<number> = {
  kind: 'whole number',
  read: (value) => (Number.isSafeInteger(value) ? Number(value) : undefined),
}

/** Beyond these a Date is invalid (ECMA-262, section 21.4.1.1). */
const LAST_TIME = 8.64e15

/** Milliseconds since 1970, as a number; the driver for PostgreSQL gives a `bigint` as text. */
const MILLIS: Kind<number> = {
  kind: 'time',
  read(value) {
    const time = typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value
    return INTEGER.read(time) !== undefined && Math.abs(Number(time)) <= LAST_TIME
      ? Number(time)
      : undefined
  },
}

/** @throws CorruptValue where a value is none of this kind; NULL does not get here. */
const checked =
  <Data>({ kind, read }: Kind<Data>, column: string) =>
  (value: unknown): Data => {
    const data = read(value)
    if (data === undefined) throw new CorruptValue(column, kind)
    return data
  }

const onPostgresql =
  <Data>(type: string, kind: Kind<Data>) =>
  (name: string) =>
    pg.customType<{ data: Data }>({ dataType: () => type, fromDriver: checked(kind, name) })(name)

const onSqlite =
  <Data>(type: string, kind: Kind<Data>) =>
  (name: string) =>
    sqlite.customType<{ data: Data }>({ dataType: () => type, fromDriver: checked(kind, name) })(
      name,
    )

const postgresql = {
  table: pg.pgTable,
  index: pg.index,
  uniqueIndex: pg.uniqueIndex,
  text: onPostgresql('text', TEXT),
  integer: onPostgresql('integer', INTEGER),
  millis: onPostgresql('bigint', MILLIS),
}

const ofSqlite = {
  table: sqlite.sqliteTable,
  index: sqlite.index,
  uniqueIndex: sqlite.uniqueIndex,
  text: onSqlite('text', TEXT),
  integer: onSqlite('integer', INTEGER),
  millis: onSqlite('integer', MILLIS),
} satisfies Record<keyof typeof postgresql, unknown> & SameValues

/** What a column of each kind holds in JavaScript; the compiler holds the two databases equal. */
type SameValues = {
  [Kind in 'text' | 'integer' | 'millis']: (name: string) => {
    _: { data: ReturnType<(typeof postgresql)[Kind]>['_']['data'] }
  }
}

export const { table, index, uniqueIndex, text, integer, millis } = (
  databaseDialect() === 'sqlite' ? ofSqlite : postgresql
) as typeof postgresql
