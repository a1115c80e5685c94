// biome-ignore-start lint/style/noRestrictedImports: this moves rows below the app, not in it
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
// biome-ignore-end lint/style/noRestrictedImports: this moves rows below the app, not in it
import { APPLICATION_NAME, connectionOptions } from '../../db/postgresql-options.mjs'
import { CommandError, reasonOf } from '../../scripts/lib/command-error.mjs'
import { root } from '../../scripts/lib/paths.mjs'
import { describeTables, quoted } from './schema.mjs'
import { BATCH, writing } from './statements.mjs'

/** In milliseconds. */
const CONNECT_TIMEOUT = 5_000
const LOCK_TIMEOUT = 60_000
/** The app's own: it migrates under this one too. */
const MIGRATION_LOCK = 4_714_220_817
/** A source holds this one while it is read, so that a target can tell whether it is the same. */
const COPY_LOCK = 4_714_220_818

/**
 * Connects to a PostgreSQL and refuses one that an app is connected to. Everything happens in
 * transactions and nothing is set for longer than one, so a transaction pooler may stand between.
 *
 * @param {import('../../db/address.mjs').PostgresqlAddress} address
 * @param {'source' | 'target'} role
 * @returns {Promise<import('./store.mjs').Store>}
 * @throws CommandError
 */
export async function openPostgresql(address, role) {
  const { label } = address
  const client = new pg.Client({
    ...connectionOptions(address),
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    keepAlive: true,
    application_name: `${APPLICATION_NAME}-copy`,
  })
  // Without a listener, a connection that breaks would end the process without a sentence.
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (error) {
    throw new CommandError(`The ${role} ${label} cannot be reached: ${reasonOf(error)}.`)
  }

  /** Rows as lists of values. */
  const ask = async (text) => {
    try {
      return (await client.query({ text, rowMode: 'array' })).rows
    } catch (error) {
      throw new CommandError(`The ${role} ${label} cannot be used: ${reasonOf(error)}.`)
    }
  }
  const tryLock = async () =>
    (await ask(`SELECT pg_try_advisory_xact_lock(${COPY_LOCK})`))[0][0] === true

  const [[apps]] = await ask(
    `SELECT count(*)::int FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = '${APPLICATION_NAME}'`,
  )
  if (apps > 0) {
    await client.end()
    throw new CommandError(
      `An app is connected to the ${role} ${label} (${apps} connections). Stop the app first.`,
    )
  }

  return {
    label,

    async migrate() {
      if (!(await tryLock())) {
        throw new CommandError('Source and target are the same database, or another copy reads it.')
      }
      try {
        await drizzle(client).transaction(async (transaction) => {
          await transaction.execute(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT}`)
          await transaction.execute(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`)
          await migrate(transaction, { migrationsFolder: `${root}db/migrations/postgresql` })
        })
      } catch (error) {
        throw new CommandError(`The ${role} ${label} cannot be migrated: ${reasonOf(error)}.`)
      }
    },

    // drizzle's own tables are in a schema of their own.
    tables: async () =>
      describeTables(
        await ask(
          `SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), array_position(k.conkey, a.attnum)
           FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
           LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p'
           WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
             AND c.relnamespace = current_schema()::regnamespace`,
        ),
        await ask(
          `SELECT DISTINCT c.relname, p.relname
           FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
           JOIN pg_class p ON p.oid = k.confrelid
           WHERE k.contype = 'f' AND c.relnamespace = current_schema()::regnamespace`,
        ),
      ),

    async snapshot() {
      await ask('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
      // A long copy is no hanging request: the limits that a role may have are not for it.
      await ask('SET LOCAL statement_timeout = 0')
      await ask('SET LOCAL idle_in_transaction_session_timeout = 0')
      if (role === 'source') await tryLock()
    },

    async *batches(table) {
      // Sorted once and read through a cursor: the index may be in the order of another collation.
      await ask(
        `DECLARE copied NO SCROLL CURSOR FOR SELECT ${table.columns.map(asText)}
         FROM ${quoted(table.name)} ORDER BY ${table.key.map((name) => bytewise(table, name))}`,
      )
      for (;;) {
        const rows = await ask(`FETCH ${BATCH} FROM copied`)
        if (rows.length > 0) yield rows
        if (rows.length < BATCH) break
      }
      await ask('CLOSE copied')
    },

    async write(table, rows, { overwrite }) {
      const { insert, update } = writing(table, 'json_array_elements($1::json)')
      const changes = async (sql) => (await client.query(sql, [JSON.stringify(rows)])).rowCount
      await client.query('BEGIN')
      const updated = overwrite && update ? await changes(update) : 0
      const inserted = await changes(insert)
      await client.query('COMMIT')
      return { inserted, updated }
    },

    async close() {
      await client.end().catch(() => undefined)
    },
  }
}

/** As SQLite orders, whatever the collation of the database is. */
function bytewise(table, name) {
  const { kind } = table.columns.find((column) => column.name === name)
  return kind === 'text' ? `${quoted(name)} COLLATE "C"` : quoted(name)
}

function asText({ name, type }) {
  if (type === 'text') return quoted(name)
  return type === 'boolean' ? `${quoted(name)}::integer::text` : `${quoted(name)}::text`
}
