import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { pingDatabase } from '../../db/health'
import { databaseFile, openSqlite } from '../../db/sqlite'
import { temporaryFolder, temporarySqlite, temporarySqliteUrl } from '../../db/testing'

test.each([
  ['file:./data/x.db', resolve('data/x.db')],
  ['file:x.db', resolve('x.db')],
  ['file:/var/lib/x.db', '/var/lib/x.db'],
  ['file:///var/lib/x.db', '/var/lib/x.db'],
])('when the URL is %s, the file is %s', (url, file) => {
  expect(databaseFile(url)).toBe(file)
})

test('when a file is opened, it uses WAL, full sync and foreign keys, and waits for no lock', async () => {
  const { url } = await temporarySqlite()
  // The second opens what is already there: synchronous and foreign keys are not kept in the file.
  for (const { native, close } of [openSqlite(url), openSqlite(url)]) {
    const pragma = (name: string) => native.pragma(name, { simple: true })
    expect(pragma('journal_mode')).toBe('wal')
    expect(pragma('synchronous')).toBe(2)
    expect(pragma('foreign_keys')).toBe(1)
    expect(pragma('busy_timeout')).toBe(0)
    close()
  }
})

test('when another connection writes, reads go on', async () => {
  const { native, url } = await temporarySqlite()
  const reader = openSqlite(url)
  native.exec('BEGIN IMMEDIATE')
  expect(reader.native.prepare('SELECT count(*) AS n FROM users').get()).toEqual({ n: 0 })
  native.exec('ROLLBACK')
  reader.close()
})

test('when a session has no user, it is refused', async () => {
  const { native } = await temporarySqlite()
  const insert = native.prepare(
    `INSERT INTO sessions (id, user_id, token_version, generation, salt, refresh_token_hash,
         created_at, last_used_at, idle_expires_at, absolute_expires_at)
       VALUES ('s', 'no-user', 0, 0, '', '', 0, 0, 0, 0)`,
  )
  expect(() => insert.run()).toThrow(/FOREIGN KEY/)
})

test('when the file does not exist, it is made, in a folder for its owner only', () => {
  const file = join(temporaryFolder(), 'a/b/x.db')
  openSqlite(`file:${file}`).close()
  expect(existsSync(file)).toBe(true)
  expect(statSync(dirname(file)).mode & 0o777).toBe(0o700)
})

test('when the file is no database, it is refused', () => {
  const file = join(temporaryFolder(), 'x.db')
  writeFileSync(file, 'This is a letter and no database. '.repeat(100))
  expect(() => openSqlite(`file:${file}`)).toThrow(/not a database/)
})

test('when the file is a folder, it is refused', () => {
  const folder = join(temporaryFolder(), 'x.db')
  mkdirSync(folder)
  expect(() => openSqlite(`file:${folder}`)).toThrow(/it is a folder/)
})

test('when the schema is there, the ping succeeds', async () => {
  const { db } = await temporarySqlite()
  await expect(pingDatabase(db)).resolves.toBeUndefined()
})

test('when the schema is missing or the connection is closed, the ping throws', async () => {
  const bare = openSqlite(temporarySqliteUrl())
  await expect(pingDatabase(bare.db)).rejects.toThrow()
  bare.close()
  const { url } = await temporarySqlite()
  const closed = openSqlite(url)
  closed.close()
  await expect(pingDatabase(closed.db)).rejects.toThrow()
})
