/** For tests: a migrated database of its own for each test file, and rows to start from. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll } from 'vitest'
import { type Connection, type Db, openDatabase } from './client'
import { migrateDatabase } from './migrate'
import { type SessionRow, sessions, type UserRow, users } from './schema'
import { insertUser } from './users'

const cleanUps: (() => void)[] = []

// The last first: a database is closed before its folder goes.
afterAll(() => {
  for (const cleanUp of cleanUps.reverse()) cleanUp()
})

/** A folder that goes when the tests of the file are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-test-'))
  cleanUps.push(() => rmSync(folder, { recursive: true }))
  return folder
}

/** A DATABASE_URL that nobody has opened yet. */
export function temporaryUrl(): string {
  return `file:${join(temporaryFolder(), 'test.db')}`
}

/** An open, migrated, empty database. */
export function temporaryDatabase(): Connection & { url: string } {
  const url = temporaryUrl()
  migrateDatabase(url)
  const connection = openDatabase(url)
  cleanUps.push(connection.close)
  return { ...connection, url }
}

export async function addUser(db: Db, more: Partial<UserRow> = {}): Promise<UserRow> {
  const id = randomUUID()
  const passwordHash = 'nobody matches this'
  const row = { id, email: `${id}@example.com`, passwordHash, createdAt: 0, ...more }
  const user = await insertUser(db, row)
  if (!user) throw new Error(`there is a user with the address ${row.email}`)
  return user
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

export async function deleteUser(db: Db, id: string): Promise<void> {
  await db.delete(users).where(eq(users.id, id))
}
