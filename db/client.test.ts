import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { databaseFile, openDatabase } from './client'
import { pingDatabase } from './health'
import { temporaryDatabase, temporaryFolder, temporaryUrl } from './testing'

test.each([
  ['file:./data/x.db', resolve('data/x.db')],
  ['file:x.db', resolve('x.db')],
  ['file:/var/lib/x.db', '/var/lib/x.db'],
  ['file:///var/lib/x.db', '/var/lib/x.db'],
])('%s is the file %s', (url, file) => {
  expect(databaseFile(url)).toBe(file)
})

describe('every connection', () => {
  test('writes ahead, through to the disk, and holds references to be true', () => {
    const { url } = temporaryDatabase()
    // The second opens what is already there: synchronous and foreign keys are not kept in the file.
    for (const { native, close } of [openDatabase(url), openDatabase(url)]) {
      const pragma = (name: string) => native.pragma(name, { simple: true })
      expect(pragma('journal_mode')).toBe('wal')
      expect(pragma('synchronous')).toBe(2)
      expect(pragma('foreign_keys')).toBe(1)
      expect(pragma('busy_timeout')).toBe(5000)
      close()
    }
  })

  test('reads while another one writes', () => {
    const { native, url } = temporaryDatabase()
    const reader = openDatabase(url)
    native.exec('BEGIN IMMEDIATE')
    expect(reader.native.prepare('SELECT count(*) AS n FROM users').get()).toEqual({ n: 0 })
    native.exec('ROLLBACK')
    reader.close()
  })

  test('refuses a session of nobody', () => {
    const { native } = temporaryDatabase()
    const insert = native.prepare(
      `INSERT INTO sessions (id, user_id, token_version, generation, salt, refresh_token_hash,
         created_at, last_used_at, idle_expires_at, absolute_expires_at)
       VALUES ('s', 'nobody', 0, 0, '', '', 0, 0, 0, 0)`,
    )
    expect(() => insert.run()).toThrow(/FOREIGN KEY/)
  })
})

describe('the file', () => {
  test('and its folder are made, the folder for the owner alone', () => {
    const file = join(temporaryFolder(), 'a/b/x.db')
    openDatabase(`file:${file}`).close()
    expect(existsSync(file)).toBe(true)
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700)
  })

  test('that is no database is refused', () => {
    const file = join(temporaryFolder(), 'x.db')
    writeFileSync(file, 'This is a letter and no database. '.repeat(100))
    expect(() => openDatabase(`file:${file}`)).toThrow(/not a database/)
  })

  test('that is a folder is refused', () => {
    const folder = join(temporaryFolder(), 'x.db')
    mkdirSync(folder)
    expect(() => openDatabase(`file:${folder}`)).toThrow(/unable to open/)
  })
})

describe('health', () => {
  test('good where the schema is there, empty or not', async () => {
    const { db } = temporaryDatabase()
    await expect(pingDatabase(db)).resolves.toBeUndefined()
  })

  test('thrown without the schema, and on a closed connection', async () => {
    const bare = openDatabase(temporaryUrl())
    await expect(pingDatabase(bare.db)).rejects.toThrow()
    bare.close()
    const { url } = temporaryDatabase()
    const closed = openDatabase(url)
    closed.close()
    await expect(pingDatabase(closed.db)).rejects.toThrow()
  })
})
