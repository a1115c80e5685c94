/** For tests: the command itself in its own process, and databases to run it on. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, vi } from 'vitest'
import { connectionOptions } from '../../db/postgresql-options.mjs'
import Database from '../../db/sqlite-driver.mjs'
import { openStore } from '../../features/db-copy/store.mjs'
import { parseAddress } from '../../scripts/lib/address.mjs'
import { launch } from '../../scripts/lib/child.mjs'
import { root } from '../../scripts/lib/paths.mjs'
import { startPostgresql } from '../../scripts/lib/postgresql.mjs'

/**
 * Runs the command to its end.
 *
 * @param {string[]} args
 * @param {(output: string, child: import('node:child_process').ChildProcess) => void} onOutput
 *   called with all it has printed so far
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function dbCopy(args, onOutput = () => undefined) {
  const command = [process.execPath, `${root}features/db-copy/main.mjs`, ...args]
  const child = launch(command, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk
      onOutput(output, child)
    })
  }
  const { code } = await child.ended
  return { code, output }
}

/** In milliseconds: a test starts the command up to five times, on a machine that may be busy. */
const TIMEOUT = 120_000

/** A folder and a PostgreSQL for the tests of one file. */
export function databases() {
  vi.setConfig({ testTimeout: TIMEOUT })
  const folder = mkdtempSync(join(tmpdir(), 'app-copy-'))
  let server
  beforeAll(async () => {
    server = await startPostgresql({ flags: ['-c', 'fsync=off'] })
  })
  afterAll(async () => {
    await server.stop()
    rmSync(folder, { recursive: true })
  })
  return {
    folder,
    sqliteUrl: () => `file:${join(folder, `${randomUUID()}.db`)}`,
    /** A new database that sorts as people do, not bytewise. */
    async postgresqlUrl() {
      const name = `test_${randomUUID().replaceAll('-', '')}`
      await query(
        server.url,
        `CREATE DATABASE ${name} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'`,
      )
      const url = new URL(server.url)
      url.pathname = name
      return url.href
    },
  }
}

/** Runs a statement on either kind of database; rows come with text, numbers and null. */
export async function query(url, sql) {
  const address = parseAddress(url, '--from')
  if (address.kind === 'sqlite') {
    const database = new Database(address.file, { fileMustExist: true })
    try {
      const statement = database.prepare(sql)
      return statement.reader ? statement.all() : statement.run()
    } finally {
      database.close()
    }
  }
  const client = new pg.Client(connectionOptions(address))
  await client.connect()
  try {
    const { rows, fields } = await client.query(sql)
    const big = fields?.filter(({ dataTypeID }) => dataTypeID === pg.types.builtins.INT8) ?? []
    for (const row of rows) {
      for (const { name } of big) if (row[name] !== null) row[name] = Number(row[name])
    }
    return rows
  } finally {
    await client.end()
  }
}

/** Makes the schema. */
export async function migrated(url) {
  const store = await openStore(parseAddress(url, '--to'), 'target')
  await store.migrate()
  await store.close()
  return url
}

const TIME = 1_767_614_400_250

export const userRow = (id, more = {}) => ({
  id,
  email: `${id}@example.com`,
  email_verified_at: null,
  password_hash: 'no password matches this',
  token_version: 0,
  token_version_reason: null,
  credential_version: 0,
  disabled_at: null,
  created_at: TIME,
  ...more,
})

export const sessionRow = (id, userId, more = {}) => ({
  id,
  user_id: userId,
  token_version: 0,
  generation: 3,
  previous_generation: 2,
  salt: 'x'.repeat(43),
  refresh_token_hash: 'y'.repeat(43),
  rotated_at: TIME,
  retried_at: null,
  confirmed_generation: null,
  created_at: TIME,
  authenticated_at: TIME,
  last_used_at: TIME,
  idle_expires_at: TIME,
  absolute_expires_at: TIME,
  revoked_at: null,
  revoked_reason: null,
  browser_only: 0,
  user_agent: 'A browser',
  ip: '192.0.2.7',
  ...more,
})

export const eventRow = (id, userId, more = {}) => ({
  id,
  user_id: userId,
  session_id: null,
  type: 'sign-in',
  created_at: TIME,
  ip: '192.0.2.0/24',
  user_agent: 'A browser',
  count: 1,
  last_at: null,
  ...more,
})

export const tokenRow = (token_hash, userId, more = {}) => ({
  token_hash,
  user_id: userId,
  purpose: 'password-reset',
  credential_version: 0,
  email: null,
  expires_at: TIME,
  ...more,
})

export const mailRow = (id, recipient) => ({
  id,
  kind: 'password-changed',
  user_id: null,
  recipient,
  new_email: null,
  user_agent: null,
  ip: null,
  created_at: TIME,
  due_at: null,
  attempts: 1,
  sent_at: TIME,
})

/** Puts rows into a migrated SQLite file. */
export function fill(url, tables) {
  const database = new Database(parseAddress(url, '--to').file)
  database.transaction(() => {
    for (const [table, rows] of Object.entries(tables)) {
      const names = Object.keys(rows[0])
      const marks = names.map((name) => `@${name}`)
      const insert = database.prepare(`INSERT INTO ${table} (${names}) VALUES (${marks})`)
      for (const row of rows) insert.run(row)
    }
  })()
  database.close()
}
