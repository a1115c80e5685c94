// Machine: a clone need not edit this file.
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { Client, type ClientConfig } from 'pg'
import { type PostgresqlAddress, readAddress } from './address.mjs'
import { createBackOffPool } from './back-off-pool'
import type { Connection, Db } from './client'
import { refuseLeftOut } from './left-out-migration'
import { APPLICATION_NAME, connectionOptions } from './postgresql-options.mjs'

/** In milliseconds. Nothing here may wait without end. */
const CONNECT_TIMEOUT = 3_000
const LOCK_TIMEOUT = 3_000
const STATEMENT_TIMEOUT = 5_000
/** A little longer than the server's own: for a server that does not answer at all. */
const QUERY_TIMEOUT = 6_000
const IDLE_TIMEOUT = 30_000
const MIGRATION_LOCK_TIMEOUT = 60_000
/** How often the clock of the database is asked for. */
const CLOCK_INTERVAL = 60_000
/** An answer that took longer says too little about the time. */
const CLOCK_PRECISION = 500

/** A number that no other program on the same database uses. */
const MIGRATION_LOCK = 4_714_220_817

/** @throws Error where the URL is not one; the start has said so in a sentence. */
function addressOf(databaseUrl: string): PostgresqlAddress {
  const address = readAddress(databaseUrl)
  if (address.kind === 'postgresql') return address
  throw new Error(address.kind === 'problem' ? address.message : 'is no PostgreSQL')
}

/**
 * The settings of a connection. A transaction pooler hands one server connection to many clients
 * in turn, so nothing may be set for a whole session: no start-up parameters, no named statements.
 */
function clientConfig(address: PostgresqlAddress): ClientConfig {
  return {
    ...connectionOptions(address),
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    query_timeout: QUERY_TIMEOUT,
    keepAlive: true,
    application_name: APPLICATION_NAME,
    ...(!address.transactionPooler && {
      statement_timeout: STATEMENT_TIMEOUT,
      lock_timeout: LOCK_TIMEOUT,
    }),
  }
}

/** Opens a pool; the first query connects. */
export function openPostgresql(databaseUrl: string): Connection {
  const address = addressOf(databaseUrl)
  const pool = createBackOffPool({
    ...clientConfig(address),
    max: address.poolSize,
    idleTimeoutMillis: IDLE_TIMEOUT,
  })
  const database = drizzle(pool)
  const db = Object.assign(database, {
    statementName: (name: string) => (address.transactionPooler ? '' : name),
    atomic: (statements: Parameters<Db['atomic']>[0]) => allOrNone(database, statements),
  }) as Db

  let offset = 0
  // Machines disagree about the time, and share the database. Without an answer the last known
  // difference is still right.
  const keepClock = () =>
    clockOffset(database).then(
      (read) => {
        offset = read ?? offset
      },
      () => undefined,
    )
  void keepClock()
  const timer = setInterval(keepClock, CLOCK_INTERVAL)
  timer.unref()

  return {
    db,
    now: () => Date.now() + offset,
    async close() {
      clearInterval(timer)
      await pool.end()
    },
  }
}

/** `Db['atomic']`. One statement after the other: each has its own round trip, in order. */
async function allOrNone(
  database: NodePgDatabase,
  statements: Parameters<Db['atomic']>[0],
): Promise<unknown[][] | null> {
  const nothingFound = Symbol()
  try {
    return await database.transaction(async (transaction) => {
      const rows: unknown[][] = []
      for (const statement of statements(transaction)) {
        const found = await statement
        if (found.length === 0) throw nothingFound
        rows.push(found)
      }
      return rows
    })
  } catch (error) {
    if (error === nothingFound) return null
    throw error
  }
}

/**
 * By how many milliseconds the clock of the database is ahead of this machine's.
 *
 * @returns null where the answer took too long: a stall would move the clock, and the grace with it.
 */
async function clockOffset(database: NodePgDatabase): Promise<number | null> {
  // The first statement may have to connect; of the second the time it takes is the way there
  // and back, and the clock was read in the middle of it.
  await database.execute(sql`select 1`)
  const before = Date.now()
  const result = await database.execute<{ now: string }>(
    sql`select floor(extract(epoch from clock_timestamp()) * 1000) as now`,
  )
  const after = Date.now()
  if (after - before > CLOCK_PRECISION) return null
  return Math.round(Number(result.rows[0]?.now) - (before + after) / 2)
}

/**
 * Brings the database to the newest committed migration. Any number of processes may start at
 * once: the advisory lock is held by the transaction that migrates, so that it also holds behind
 * a transaction pooler, and goes with it, however it ends.
 *
 * @param lockTimeout how long to wait for another start that is migrating, in milliseconds.
 * @throws when the database cannot be reached or a migration fails; nothing is half done.
 */
export async function migratePostgresql(
  databaseUrl: string,
  lockTimeout = MIGRATION_LOCK_TIMEOUT,
): Promise<void> {
  const options = connectionOptions(addressOf(databaseUrl))
  const client = new Client({ ...options, connectionTimeoutMillis: CONNECT_TIMEOUT })
  // Without a listener, a connection that breaks would end the process.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await drizzle(client).transaction(async (transaction) => {
      await transaction.execute(sql.raw(`set local lock_timeout = ${lockTimeout}`))
      await transaction.execute(sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`)
      const migrationsFolder = join(
        /* turbopackIgnore: true */ process.cwd(),
        'db/migrations/postgresql',
      )
      refuseLeftOut(migrationsFolder, await appliedMigrations(transaction))
      await migrate(transaction as unknown as ReturnType<typeof drizzle>, { migrationsFolder })
    })
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function appliedMigrations(database: Pick<NodePgDatabase, 'execute'>): Promise<number[]> {
  const found = await database.execute<{ name: string | null }>(
    sql`select to_regclass('drizzle.__drizzle_migrations') as name`,
  )
  if (!found.rows[0]?.name) return []
  const { rows } = await database.execute<{ created_at: string }>(
    sql`select created_at from drizzle.__drizzle_migrations`,
  )
  return rows.map((row) => Number(row.created_at))
}
