// biome-ignore-start lint/style/noRestrictedImports: this moves rows below the app, not in it
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
// biome-ignore-end lint/style/noRestrictedImports: this moves rows below the app, not in it
import { makePrivate } from '../../db/private-file.mjs'
import Database from '../../db/sqlite-driver.mjs'
import { CommandError, reasonOf } from '../../scripts/lib/command-error.mjs'
import { root } from '../../scripts/lib/paths.mjs'
import { writeFailed } from './errors.mjs'
import { describeTable, quoted } from './schema.mjs'

/** In milliseconds: another process that only just ended may hold the file a moment longer. */
const BUSY_TIMEOUT = 1000

/**
 * Opens a file for this process alone until `close`: an app cannot write to it unseen meanwhile.
 * A missing source is refused and not made.
 *
 * @param {{ file: string, label: string }} address
 * @param {'source' | 'target'} role
 * @returns {import('./store.mjs').Store}
 * @throws CommandError
 */
export function openSqlite({ file, label }, role) {
  /** @type {Database.Database} */
  let database
  const attempt = (work) => {
    try {
      return work()
    } catch (error) {
      if (error instanceof CommandError) throw error
      database?.close()
      if (error.code?.startsWith('SQLITE_BUSY')) {
        throw new CommandError(
          `The ${role} ${label} is open in another process. Stop the app first.`,
        )
      }
      throw new CommandError(`The ${role} ${label} cannot be used: ${reasonOf(error)}.`)
    }
  }

  attempt(() => {
    if (role === 'target') makePrivate(file)
    database = new Database(file, { fileMustExist: role === 'source', timeout: BUSY_TIMEOUT })
    // Kept from the first access to the end: every other process that has the file open is found
    // out here, and none can open it later.
    database.pragma('locking_mode = EXCLUSIVE')
    if (role === 'target') database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.exec('BEGIN EXCLUSIVE; COMMIT')
  })

  const all = (sql, ...values) => attempt(() => database.prepare(sql).all(...values))
  const count = (from, ...values) =>
    attempt(() =>
      database
        .prepare(`SELECT count(*) FROM ${from}`)
        .pluck()
        .get(...values),
    )

  return {
    kind: 'sqlite',
    role,
    label,

    async migrate() {
      attempt(() => {
        // Rebuilding a parent table would empty its children by cascade, and inside the
        // migrator's transaction this pragma does nothing.
        database.pragma('foreign_keys = OFF')
        migrate(drizzle(database), { migrationsFolder: `${root}db/migrations/sqlite` })
        database.pragma('foreign_keys = ON')
      })
    },

    async tables() {
      const names = all(
        `SELECT name FROM sqlite_master WHERE type = 'table'
           AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_\\_drizzle\\_%' ESCAPE '\\'`,
      )
      return names.map(({ name }) => {
        const columns = all('SELECT name, type, pk FROM pragma_table_info(?) ORDER BY pk', name)
        const parents = all('SELECT DISTINCT "table" AS name FROM pragma_foreign_key_list(?)', name)
        return describeTable(name, columns, {
          key: columns.filter(({ pk }) => pk > 0).map((column) => column.name),
          parents: parents.map((parent) => parent.name),
        })
      })
    },

    async snapshot() {
      attempt(() => database.exec('BEGIN EXCLUSIVE'))
    },

    async release() {
      attempt(() => database.exec('COMMIT'))
    },

    async count(table) {
      return count(quoted(table.name))
    },

    async countUpTo(table, key) {
      return count(
        `${quoted(table.name)} WHERE ${keyList(table)} <= ${marks(key)}`,
        ...bound(table, table.key, key),
      )
    },

    async lastKey(table) {
      const order = table.key.map((name) => `${quoted(name)} DESC`).join(', ')
      const sql = `SELECT ${keyList(table).slice(1, -1)} FROM ${quoted(table.name)} ORDER BY ${order} LIMIT 1`
      return attempt(() => database.prepare(sql).raw().safeIntegers().get())?.map(String)
    },

    async *batches(table, after, size) {
      const where = after ? `WHERE ${keyList(table)} > ${marks(after)}` : ''
      const sql = `SELECT ${table.columns.map(({ name }) => quoted(name)).join(', ')}
        FROM ${quoted(table.name)} ${where} ORDER BY ${keyList(table).slice(1, -1)}`
      const statement = attempt(() => database.prepare(sql).raw().safeIntegers())
      const values = after ? bound(table, table.key, after) : []
      let batch = []
      // An iterator that is left early is ended by the loop, or the connection would stay busy.
      for (const row of statement.iterate(...values)) {
        batch.push(row.map((value, index) => plain(table, table.columns[index], value)))
        if (batch.length === size) {
          yield batch
          batch = []
        }
      }
      if (batch.length > 0) yield batch
    },

    async write(table, rows, { overwrite }) {
      const names = table.columns.map(({ name }) => name)
      const values = rows.map((row) => bound(table, names, row))
      try {
        return database.transaction(() => {
          const updated = overwrite ? update(database, table, names, values) : 0
          const insert = database.prepare(
            `INSERT INTO ${quoted(table.name)} (${names.map(quoted).join(', ')})
             VALUES ${marks(names)} ON CONFLICT ${keyList(table)} DO NOTHING`,
          )
          let inserted = 0
          for (const row of values) inserted += insert.run(...row).changes
          return { inserted, updated }
        })()
      } catch (error) {
        throw writeFailed(table, error)
      }
    },

    async close() {
      database.close()
    },
  }
}

const keyList = (table) => `(${table.key.map(quoted).join(', ')})`
const marks = (values) => `(${values.map(() => '?').join(', ')})`

/** Updates the rows that are there and differ. */
function update(database, table, names, values) {
  const rest = names.filter((name) => !table.key.includes(name))
  if (rest.length === 0) return 0
  const indexes = (some) => some.map((name) => names.indexOf(name))
  const statement = database.prepare(
    `UPDATE ${quoted(table.name)} SET ${rest.map((name) => `${quoted(name)} = ?`).join(', ')}
     WHERE ${keyList(table)} = ${marks(table.key)}
       AND (${rest.map((name) => `${quoted(name)} IS NOT ?`).join(' OR ')})`,
  )
  const order = [...indexes(rest), ...indexes(table.key), ...indexes(rest)]
  let updated = 0
  for (const row of values) updated += statement.run(...order.map((index) => row[index])).changes
  return updated
}

/** Integers go in as integers: as text they would be stored as what their column makes of them. */
function bound(table, names, values) {
  return values.map((value, index) => {
    const column = table.columns.find(({ name }) => name === names[index])
    return value !== null && column.kind === 'integer' ? BigInt(value) : value
  })
}

/** SQLite takes any value in any column; what the other side could not hold is refused here. */
function plain(table, column, value) {
  if (value === null) return null
  if (typeof value === (column.kind === 'integer' ? 'bigint' : 'string')) return String(value)
  throw new CommandError(
    `The column ${table.name}.${column.name} holds a value that is no ${column.kind}.`,
  )
}
