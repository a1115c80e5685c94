/** For tests: a migrated database for each test file, and rows to start from. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { desc, eq } from 'drizzle-orm'
import { Client } from 'pg'
import { type Connection, type Db, openDatabase } from './client'
import { databaseDialect } from './dialect'
import { migrateDatabase } from './migrate'
import {
  type SecurityEventRow,
  type SessionRow,
  securityEvents,
  sessions,
  type UserRow,
  users,
} from './schema'
import { insertSession } from './sessions'
import { migrateSqlite, openSqlite } from './sqlite'
import { expectBothDatabases } from './testing-twin'
import { whenOver } from './testing-when-over'
import { insertUser } from './users'

/** A folder that goes when the tests of the file are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'app-test-'))
  whenOver(() => rmSync(folder, { recursive: true }))
  return folder
}

/** The URL of an SQLite file that no one has opened yet. */
export function temporarySqliteUrl(): string {
  return `file:${join(temporaryFolder(), 'test.db')}`
}

/** The URL of an empty database of the kind that this run of the tests is for. */
export async function temporaryUrl(): Promise<string> {
  expectBothDatabases()
  if (databaseDialect() === 'sqlite') return temporarySqliteUrl()
  const server = new URL(process.env.DATABASE_URL ?? '')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await administer(server, `create database ${name}`)
  whenOver(() => administer(server, `drop database ${name} with (force)`))
  const url = new URL(server)
  url.pathname = name
  return url.href
}

async function administer(server: URL, statement: string): Promise<void> {
  const client = new Client({ connectionString: server.href })
  await client.connect()
  await client.query(statement)
  await client.end()
}

/** An open, migrated, empty database. */
export async function temporaryDatabase(): Promise<Connection & { url: string }> {
  const url = await temporaryUrl()
  await migrateDatabase(url)
  const connection = openDatabase(url)
  whenOver(connection.close)
  return { ...connection, url }
}

/**
 * The same on SQLite, whatever this run is for, with the driver at hand.
 *
 * @public
 */
export async function temporarySqlite(
  busyLimit?: number,
): Promise<ReturnType<typeof openSqlite> & { url: string }> {
  const url = temporarySqliteUrl()
  await migrateSqlite(url)
  const connection = openSqlite(url, busyLimit)
  whenOver(connection.close)
  return { ...connection, url }
}

export async function addUser(db: Db, more: Partial<UserRow> = {}): Promise<UserRow> {
  const id = randomUUID()
  const passwordHash = 'no password matches this'
  const row = { id, email: `${id}@example.com`, passwordHash, createdAt: 0, ...more }
  const user = await insertUser(db, row)
  if (!user) throw new Error(`there is a user with the address ${row.email}`)
  return user
}

/** A session in its fourth generation, of a new user, unless the caller names one. */
export async function addSession(db: Db, more: Partial<SessionRow> = {}): Promise<SessionRow> {
  const session: SessionRow = {
    id: randomUUID(),
    userId: more.userId ?? (await addUser(db)).id,
    tokenVersion: 0,
    generation: 4,
    previousGeneration: 3,
    salt: 'salt',
    refreshTokenHash: 'hash',
    rotatedAt: 100,
    retriedAt: null,
    confirmedGeneration: null,
    createdAt: 1,
    authenticatedAt: 1,
    lastUsedAt: 100,
    idleExpiresAt: 1_000,
    absoluteExpiresAt: 10_000,
    browserOnly: 0,
    revokedAt: null,
    revokedReason: null,
    userAgent: null,
    ip: null,
    ...more,
  }
  // A session that is behind its user was not when it began.
  const { tokenVersion } = (await userRow(db, session.userId)) ?? session
  await insertSession(db, { ...session, tokenVersion })
  await changeSession(db, session.id, { tokenVersion: session.tokenVersion })
  return session
}

export async function sessionRow(db: Db, id: string): Promise<SessionRow | undefined> {
  const [row] = await db.select().from(sessions).where(eq(sessions.id, id))
  return row
}

/** Puts a session into a state that would take long to reach. */
export async function changeSession(db: Db, id: string, row: Partial<SessionRow>): Promise<void> {
  await db.update(sessions).set(row).where(eq(sessions.id, id))
}

export async function userRow(db: Db, id: string): Promise<UserRow | undefined> {
  const [row] = await db.select().from(users).where(eq(users.id, id))
  return row
}

/** The newest first. */
export async function eventRows(db: Db, userId: string): Promise<SecurityEventRow[]> {
  const { createdAt, id, userId: of } = securityEvents
  return db.select().from(securityEvents).where(eq(of, userId)).orderBy(desc(createdAt), desc(id))
}
