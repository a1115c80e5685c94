import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { getTableColumns, getTableName, is, Table } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import * as schema from '../../db/schema'
import { migrateSqlite, openSqlite } from '../../db/sqlite'
import { addUser, temporaryFolder, temporarySqlite, temporarySqliteUrl } from '../../db/testing'
import { findUserByEmail } from '../../db/users'

const STARTS = 4
const ROUNDS = 8
/** Time enough for all of them to be through, in milliseconds. */
const ROUND = 100
const migrations = readMigrationFiles({ migrationsFolder: 'db/migrations/sqlite' })

function look(url: string) {
  const { native, close } = openSqlite(url)
  const all = (sql: string) => native.prepare<[], { name: string }>(sql).all()
  const found = {
    tables: all("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").map(
      ({ name }) => name,
    ),
    applied: all('SELECT hash AS name FROM __drizzle_migrations').length,
    integrity: native.pragma('integrity_check', { simple: true }),
  }
  close()
  return found
}

const migrated = {
  tables: expect.arrayContaining(['sessions', 'users']),
  applied: migrations.length,
  integrity: 'ok',
}

describe('migrating', () => {
  test('when the file does not exist, the schema is made', async () => {
    const url = temporarySqliteUrl()
    await migrateSqlite(url)
    expect(look(url)).toEqual(migrated)
  })

  test('when it runs twice, nothing changes and no user is lost', async () => {
    const { db, url } = await temporarySqlite()
    const user = await addUser(db)
    await migrateSqlite(url)
    expect(look(url)).toEqual(migrated)
    expect(await findUserByEmail(db, user.email)).toEqual(user)
  })

  test.each(Object.values(schema).filter((one) => is(one, Table)))(
    'when it has run, the columns are those of the queries: %#',
    async (table) => {
      const { native } = await temporarySqlite()
      const made = native
        .prepare<[string], { name: string }>('SELECT name FROM pragma_table_info(?)')
        .all(getTableName(table))
      const known = Object.values(getTableColumns(table)).map(({ name }) => name)
      expect(made.map(({ name }) => name).sort()).toEqual(known.sort())
    },
  )

  test('when it fails, the error is thrown and the lock is free', async () => {
    const url = temporarySqliteUrl()
    const before = openSqlite(url)
    before.native.exec('CREATE TABLE sessions (foreign_thing text)')
    await expect(migrateSqlite(url)).rejects.toThrow()
    const tables = before.native.prepare("SELECT name FROM sqlite_master WHERE name = 'users'")
    expect(tables.all()).toEqual([])
    before.native.exec('DROP TABLE sessions')
    before.close()
    await migrateSqlite(url)
    expect(look(url)).toEqual(migrated)
  })
})

/** Processes that migrate at a signal: the sources, as Node runs them. */
function processes(count: number, code: string): ChildProcess[] {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'db'))
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'))
  const options = { compilerOptions: { module: ts.ModuleKind.CommonJS, esModuleInterop: true } }
  for (const name of ['errors', 'left-out-migration', 'sqlite', 'sqlite-statements']) {
    const { outputText } = ts.transpileModule(readFileSync(`db/${name}.ts`, 'utf8'), options)
    writeFileSync(join(folder, `db/${name}.js`), outputText)
  }
  for (const name of [
    'address.mjs',
    'private-file.mjs',
    'sqlite-choice.mjs',
    'sqlite-driver.mjs',
  ]) {
    copyFileSync(`db/${name}`, join(folder, 'db', name))
  }
  writeFileSync(join(folder, 'main.js'), code)
  return Array.from({ length: count }, () => fork(join(folder, 'main.js')))
}

describe('processes that start together', () => {
  test('when the file is new, they take turns and all succeed', async () => {
    const urls = Array.from({ length: ROUNDS }, temporarySqliteUrl)
    const children = processes(
      STARTS,
      `const { migrateSqlite } = require('./db/sqlite')
       process.once('message', async ({ urls, start }) => {
         for (const [round, url] of urls.entries()) {
           while (Date.now() < start + round * ${ROUND}); // All at the same millisecond.
           await migrateSqlite(url)
         }
         process.disconnect()
       })
       process.send('ready')`,
    )
    await Promise.all(children.map((child) => once(child, 'message')))
    const exits = children.map((child) => once(child, 'exit'))
    for (const child of children) child.send({ urls, start: Date.now() + ROUND })
    expect(await Promise.all(exits)).toEqual(children.map(() => [0, null]))
    for (const url of urls) expect(look(url)).toEqual(migrated)
  })

  test('when a process is killed while it holds the lock, the others go on', async () => {
    const url = temporarySqliteUrl()
    const [child] = processes(
      1,
      `const { openSqlite } = require('./db/sqlite')
       process.once('message', (url) => {
         openSqlite(url + '.lock').native.exec('BEGIN EXCLUSIVE')
         process.send('locked')
         setInterval(() => {}, 1000)
       })
       process.send('ready')`,
    ) as [ChildProcess]
    await once(child, 'message')
    child.send(url)
    await once(child, 'message')
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
    await migrateSqlite(url)
    expect(look(url)).toEqual(migrated)
  })
})
