import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { migrateSqlite, openSqlite } from '../../db/sqlite'
import { temporaryFolder } from '../../db/testing'

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

test('when the app makes its database, only the owner can read it', async () => {
  const folder = join(temporaryFolder(), 'made')
  const url = `file:${folder}/x.db`
  await migrateSqlite(url)
  const { native, close } = openSqlite(url)
  native.exec('CREATE TABLE written (id)')
  for (const name of ['x.db', 'x.db-wal', 'x.db-shm', 'x.db.lock']) {
    expect(modeOf(join(folder, name)), name).toBe('600')
  }
  expect(modeOf(folder)).toBe('700')
  close()
})

test('when an older version left its files open, the start closes them', async () => {
  const folder = join(temporaryFolder(), 'old')
  mkdirSync(folder, { mode: 0o755 })
  const url = `file:${folder}/x.db`
  const before = openSqlite(url)
  before.native.exec('CREATE TABLE written (id)')
  for (const name of ['x.db', 'x.db-wal', 'x.db-shm']) chmodSync(join(folder, name), 0o644)
  chmodSync(folder, 0o755)

  openSqlite(url).close()
  for (const name of ['x.db', 'x.db-wal', 'x.db-shm']) {
    expect(modeOf(join(folder, name)), name).toBe('600')
  }
  expect(modeOf(folder)).toBe('700')
  before.close()
})

test('when the folder holds something else, its mode is not ours to change', () => {
  const folder = join(temporaryFolder(), 'shared')
  mkdirSync(folder, { mode: 0o755 })
  writeFileSync(join(folder, 'something.txt'), '')
  openSqlite(`file:${folder}/x.db`).close()
  expect(modeOf(folder)).toBe('755')
  expect(modeOf(join(folder, 'x.db'))).toBe('600')
})

test('when the path is a folder, the answer names it as one', () => {
  expect(() => openSqlite(`file:${temporaryFolder()}`)).toThrow('it is a folder')
})
