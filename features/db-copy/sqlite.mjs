// biome-ignore-start lint/style/noRestrictedImports: this moves rows below the app, not in it
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
// biome-ignore-end lint/style/noRestrictedImports: this moves rows below the app, not in it
import { makePrivate } from '../../db/private-file.mjs'
import Database from '../../db/sqlite-driver.mjs'
import { CommandError, reasonOf } from '../../scripts/lib/command-error.mjs'
import { root } from '../../scripts/lib/paths.mjs'
import { describeTables, quoted } from './schema.mjs'
import { BATCH, writing } from './statements.mjs'

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

  const all = (sql) => attempt(() => database.prepare(sql).raw().all())

  return {
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
      const ours = `m.type = 'table'
        AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND m.name NOT LIKE '\\_\\_drizzle\\_%' ESCAPE '\\'`
      return describeTables(
        all(`SELECT m.name, c.name, c.type, NULLIF(c.pk, 0)
             FROM sqlite_master m, pragma_table_info(m.name) c WHERE ${ours}`),
        all(`SELECT DISTINCT m.name, f."table"
             FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE ${ours}`),
      )
    },

    async snapshot() {
      attempt(() => database.exec('BEGIN EXCLUSIVE'))
    },

    async *batches(table) {
      const sql = `SELECT ${table.columns.map(({ name }) => quoted(name))}
        FROM ${quoted(table.name)} ORDER BY ${table.key.map(quoted)}`
      const statement = attempt(() => database.prepare(sql).raw().safeIntegers())
      let batch = []
      // An iterator that is left early is ended by the loop, or the connection would stay busy.
      for (const row of statement.iterate()) {
        batch.push(row.map((value, index) => plain(table, table.columns[index], value)))
        if (batch.length === BATCH) {
          yield batch
          batch = []
        }
      }
      if (batch.length > 0) yield batch
    },

    async write(table, rows, { overwrite }) {
      const { insert, update } = writing(table, 'json_each(?)')
      const given = JSON.stringify(rows)
      const changes = (sql) => database.prepare(sql).run(given).changes
      return database.transaction(() => {
        const updated = overwrite && update ? changes(update) : 0
        return { inserted: changes(insert), updated }
      })()
    },

    async close() {
      database.close()
    },
  }
}

/** SQLite takes any value in any column; what the other side could not hold is refused here. */
function plain(table, column, value) {
  if (value === null) return null
  if (typeof value === (column.kind === 'integer' ? 'bigint' : 'string')) return String(value)
  throw new CommandError(
    `The column ${table.name}.${column.name} holds a value that is no ${column.kind}.`,
  )
}
