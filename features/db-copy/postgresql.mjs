// biome-ignore-start lint/style/noRestrictedImports: this moves rows below the app, not in it
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
// biome-ignore-end lint/style/noRestrictedImports: this moves rows below the app, not in it
import { APPLICATION_NAME, connectionOptions } from '../../db/postgresql-options.mjs'
import { CommandError, reasonOf } from '../../scripts/lib/command-error.mjs'
import { root } from '../../scripts/lib/paths.mjs'
import { catalogue } from './catalogue.mjs'
import { writeFailed } from './errors.mjs'
import { quoted } from './schema.mjs'

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
  const ask = async (text, values = []) => {
    try {
      return (await client.query({ text, values, rowMode: 'array' })).rows
    } catch (error) {
      throw new CommandError(`The ${role} ${label} cannot be used: ${reasonOf(error)}.`)
    }
  }
  const number = async (text, values) => Number((await ask(text, values))[0][0])
  const tryLock = async () =>
    (await ask(`SELECT pg_try_advisory_xact_lock(${COPY_LOCK})`))[0][0] === true

  const apps = await number(
    `SELECT count(*) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = '${APPLICATION_NAME}'`,
  )
  if (apps > 0) {
    await client.end()
    throw new CommandError(
      `An app is connected to the ${role} ${label} (${apps} connections). Stop the app first.`,
    )
  }

  return {
    kind: 'postgresql',
    role,
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

    tables: () => catalogue(ask),

    async snapshot() {
      await ask('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
      // A long copy is no hanging request: the limits that a role may have are not for it.
      await ask('SET LOCAL statement_timeout = 0')
      await ask('SET LOCAL idle_in_transaction_session_timeout = 0')
      if (role === 'source') await tryLock()
    },

    async release() {
      await ask('COMMIT')
    },

    count: (table) => number(`SELECT count(*) FROM ${quoted(table.name)}`),

    countUpTo: (table, key) =>
      number(
        `SELECT count(*) FROM ${quoted(table.name)} AS t WHERE (${order(table)}) <= (${marks(table)})`,
        key,
      ),

    async lastKey(table) {
      const columns = table.key.map((name) => `t.${quoted(name)}::text`)
      const sql = `SELECT ${columns} FROM ${quoted(table.name)} AS t ORDER BY ${order(table, ' DESC')} LIMIT 1`
      return (await ask(sql))[0]
    },

    async *batches(table, after, size) {
      // Sorted once and read through a cursor: the index may be in the order of another collation.
      const where = after ? `WHERE (${order(table)}) > (${marks(table)})` : ''
      await ask(
        `DECLARE copied NO SCROLL CURSOR FOR SELECT ${table.columns.map(asText)}
         FROM ${quoted(table.name)} AS t ${where} ORDER BY ${order(table)}`,
        after,
      )
      for (;;) {
        const rows = await ask(`FETCH ${size} FROM copied`)
        if (rows.length > 0) yield rows
        if (rows.length < size) break
      }
      await ask('CLOSE copied')
    },

    async write(table, rows, { overwrite }) {
      const values = table.columns.map((_, index) => rows.map((row) => row[index]))
      try {
        await client.query('BEGIN')
        const update = overwrite && updateSql(table)
        const updated = update ? await client.query(update, values) : { rowCount: 0 }
        const inserted = await client.query(insertSql(table), values)
        await client.query('COMMIT')
        return { inserted: inserted.rowCount, updated: updated.rowCount }
      } catch (error) {
        throw writeFailed(table, error)
      }
    },

    async close() {
      await client.end().catch(() => undefined)
    },
  }
}

const typeOf = (table, name) => table.columns.find((column) => column.name === name).type

/** Bytewise, whatever the collation of the database is: as SQLite orders. */
function order(table, direction = '') {
  return table.key
    .map((name) => {
      const collation = typeOf(table, name) === 'text' ? ' COLLATE "C"' : ''
      return `t.${quoted(name)}${collation}${direction}`
    })
    .join(', ')
}

const marks = (table) => table.key.map((name, index) => `$${index + 1}::${typeOf(table, name)}`)

function asText({ name, type }) {
  if (type === 'text') return `t.${quoted(name)}`
  return type === 'boolean' ? `t.${quoted(name)}::integer::text` : `t.${quoted(name)}::text`
}

/** A whole batch in one statement: a parameter a column. */
function given(table) {
  const lists = table.columns.map(({ type }, index) => `$${index + 1}::${type}[]`)
  const names = table.columns.map(({ name }) => quoted(name))
  return `unnest(${lists}) AS given(${names})`
}

function insertSql(table) {
  const names = table.columns.map(({ name }) => quoted(name))
  return `INSERT INTO ${quoted(table.name)} (${names}) SELECT ${names} FROM ${given(table)}
    ON CONFLICT (${table.key.map(quoted)}) DO NOTHING`
}

/** Updates the rows that are there and differ. */
function updateSql(table) {
  const rest = table.columns.map(({ name }) => name).filter((name) => !table.key.includes(name))
  if (rest.length === 0) return null
  const columns = (prefix, names) => names.map((name) => `${prefix}${quoted(name)}`)
  return `UPDATE ${quoted(table.name)} AS t
    SET ${rest.map((name) => `${quoted(name)} = given.${quoted(name)}`)}
    FROM ${given(table)}
    WHERE (${columns('t.', table.key)}) = (${columns('given.', table.key)})
      AND (${columns('t.', rest)}) IS DISTINCT FROM (${columns('given.', rest)})`
}
