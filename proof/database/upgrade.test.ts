import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { expect, test, vi } from 'vitest'
import { openDatabase } from '../../db/client'
import { isPostgresql } from '../../db/dialect'
import { migrateDatabase } from '../../db/migrate'
import { findSession } from '../../db/sessions'
import { openSqlite } from '../../db/sqlite'
import { temporaryFolder, temporaryUrl } from '../../db/testing'
import { findUserByEmail } from '../../db/users'

/** Brings a database to where a release was that had only the first few migrations. */
async function migrateTo(url: string, count: number): Promise<void> {
  const folder = temporaryFolder()
  cpSync('db/migrations', join(folder, 'db/migrations'), { recursive: true })
  for (const kind of ['sqlite', 'postgresql']) {
    const file = join(folder, 'db/migrations', kind, 'meta/_journal.json')
    const journal = JSON.parse(readFileSync(file, 'utf8'))
    writeFileSync(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, count) }))
  }
  const directory = vi.spyOn(process, 'cwd').mockReturnValue(folder)
  await migrateDatabase(url)
  directory.mockRestore()
}

async function run(url: string, statements: string): Promise<void> {
  if (!isPostgresql(url)) {
    const { native, close } = openSqlite(url)
    native.exec(statements)
    close()
    return
  }
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(statements)
  await client.end()
}

test('when a merge brings a migration that is older than one the database has, nothing is changed, and the error says what to do', async () => {
  const url = await temporaryUrl()
  await migrateDatabase(url)
  const folder = temporaryFolder()
  cpSync('db/migrations', join(folder, 'db/migrations'), { recursive: true })
  for (const kind of ['sqlite', 'postgresql']) {
    const at = join(folder, 'db/migrations', kind)
    const journal = JSON.parse(readFileSync(join(at, 'meta/_journal.json'), 'utf8'))
    const merged = { ...journal.entries[0], tag: '9999_merged', when: journal.entries[0].when + 1 }
    journal.entries.push(merged)
    writeFileSync(join(at, 'meta/_journal.json'), JSON.stringify(journal))
    writeFileSync(join(at, '9999_merged.sql'), 'create table merged (id text);')
  }
  vi.spyOn(process, 'cwd').mockReturnValue(folder)
  await expect(migrateDatabase(url)).rejects.toThrow('move the entry with "when"')
})

test('when accounts of an earlier release are migrated, those that are not verified are marked as no new ones', async () => {
  const url = await temporaryUrl()
  await migrateTo(url, 9)
  await run(
    url,
    `INSERT INTO users (id, email, password_hash, created_at, email_verified_at)
     VALUES ('a', 'a@example.com', 'h', 1, NULL), ('b', 'b@example.com', 'h', 1, 2)`,
  )
  await migrateDatabase(url)
  const { db, close } = openDatabase(url)
  const versions = await Promise.all(
    ['a', 'b'].map(
      async (name) => (await findUserByEmail(db, `${name}@example.com`))?.credentialVersion,
    ),
  )
  await close()
  expect(versions).toEqual([1, 0])
})

test('when the tables of an earlier release are migrated, a session of then goes on', async () => {
  const url = await temporaryUrl()
  await migrateTo(url, 1)
  await run(
    url,
    `INSERT INTO users (id, email, password_hash, created_at) VALUES ('u', 'a@example.com', 'h', 1);
     INSERT INTO sessions (id, user_id, token_version, generation, salt, refresh_token_hash,
       created_at, last_used_at, idle_expires_at, absolute_expires_at)
     VALUES ('s', 'u', 0, 3, 'salt', 'hash', 5, 6, 7, 8)`,
  )
  await migrateDatabase(url)
  const { db, close } = openDatabase(url)
  const found = await findSession(db, 's')
  await close()
  // The password was proved when the session began.
  expect(found?.session).toMatchObject({ generation: 3, createdAt: 5, authenticatedAt: 5 })
  expect(found?.user).toMatchObject({ disabledAt: null, tokenVersionReason: null })
})
