import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getTableColumns, getTableName } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { Client } from 'pg'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { migratePostgresql } from '../../db/postgresql'
import { securityEvents, sessions, users } from '../../db/schema'
import { addUser, temporaryDatabase, temporaryUrl } from '../../db/testing'
import { findUserByEmail } from '../../db/users'

const STARTS = 10
const migrations = readMigrationFiles({ migrationsFolder: 'db/migrations/postgresql' })

async function ask<Row>(url: string, statement: string): Promise<Row[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

async function look(url: string) {
  const tables = await ask<{ name: string }>(
    url,
    `select table_schema || '.' || table_name as name from information_schema.tables
     where table_schema in ('public', 'drizzle') order by name`,
  )
  return tables.map(({ name }) => name)
}

const MIGRATED = [
  'drizzle.__drizzle_migrations',
  'public.mails',
  'public.notes',
  'public.one_time_tokens',
  'public.rate_limits',
  'public.security_events',
  'public.sessions',
  'public.users',
]

const applied = (url: string) => ask(url, 'select hash from drizzle.__drizzle_migrations')

describe('migrating', () => {
  test(`when ${STARTS} processes start at once, the schema is made once`, async () => {
    const url = await temporaryUrl()
    await Promise.all(Array.from({ length: STARTS }, () => migratePostgresql(url)))
    expect(await look(url)).toEqual(MIGRATED)
    expect(await applied(url)).toHaveLength(migrations.length)
  })

  test('when it runs twice, nothing changes and no user is lost', async () => {
    const { db, url } = await temporaryDatabase()
    const user = await addUser(db)
    await migratePostgresql(url)
    expect(await applied(url)).toHaveLength(migrations.length)
    expect(await findUserByEmail(db, user.email)).toEqual(user)
  })

  test.each([users, sessions, securityEvents])(
    'when it has run, the columns are those of the queries: %#',
    async (table) => {
      const { url } = await temporaryDatabase()
      const made = await ask<{ name: string }>(
        url,
        `select column_name as name from information_schema.columns
       where table_name = '${getTableName(table)}'`,
      )
      const known = Object.values(getTableColumns(table)).map(({ name }) => name)
      expect(made.map(({ name }) => name).sort()).toEqual(known.sort())
    },
  )
})

describe('when a migration fails', () => {
  const folder = mkdtempSync(join(tmpdir(), 'app-test-'))
  afterEach(() => rmSync(folder, { recursive: true }))

  test('nothing of it is left, and the lock is free', async () => {
    const url = await temporaryUrl()
    writeMigrations(folder, ['create table half (id text)', 'create table nonsense ('])
    const directory = vi.spyOn(process, 'cwd').mockReturnValue(folder)
    await expect(migratePostgresql(url)).rejects.toThrow()
    directory.mockRestore()
    expect(await look(url)).toEqual([])
    await migratePostgresql(url)
    expect(await look(url)).toEqual(MIGRATED)
  })
})

function writeMigrations(root: string, statements: string[]): void {
  const folder = join(root, 'db/migrations/postgresql')
  mkdirSync(join(folder, 'meta'), { recursive: true })
  const entries = statements.map((statement, idx) => {
    const tag = `000${idx}_test`
    writeFileSync(join(folder, `${tag}.sql`), statement)
    return { idx, version: '7', when: idx + 1, tag, breakpoints: true }
  })
  const journal = { version: '7', dialect: 'postgresql', entries }
  writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify(journal))
}

describe('the lock', () => {
  test('when another start holds it, a start waits, up to a limit', async () => {
    const url = await temporaryUrl()
    const holder = new Client({ connectionString: url })
    await holder.connect()
    await holder.query('begin; select pg_advisory_xact_lock(4714220817)')
    const impatient = await migratePostgresql(url, 200).then(
      () => null,
      (error: Error) => error,
    )
    expect(impatient?.cause ?? impatient).toMatchObject({ code: '55P03' })
    expect(await look(url)).toEqual([])

    const patient = migratePostgresql(url)
    await holder.query('rollback')
    await patient
    // First: an open one fails outside of the test when the database is dropped.
    await holder.end()
    expect(await look(url)).toEqual(MIGRATED)
  })

  test('when a start dies, its lock is free', async () => {
    const url = await temporaryUrl()
    const holder = new Client({ connectionString: url })
    holder.on('error', () => undefined)
    await holder.connect()
    await holder.query('begin; select pg_advisory_xact_lock(4714220817)')
    const waiting = migratePostgresql(url)
    await ask(
      url,
      // Of this database alone: other test files migrate theirs on the same server.
      `select pg_terminate_backend(l.pid) from pg_locks l join pg_database d on d.oid = l.database
        where l.locktype = 'advisory' and l.granted and d.datname = current_database()`,
    )
    await waiting
    expect(await look(url)).toEqual(MIGRATED)
  })
})
