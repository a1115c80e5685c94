import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { isDatabaseAway, isLocked } from '../../db/errors'
import { migrateSqlite, openSqlite } from '../../db/sqlite'
import { pauseAfter, whenFree } from '../../db/sqlite-statements'
import { addUser, temporarySqlite } from '../../db/testing'
import { findUserByEmail } from '../../db/users'

/** Another process, as far as SQLite can tell: a connection that holds the lock of the writer. */
function otherWriter(url: string) {
  const other = openSqlite(url)
  other.native.exec('BEGIN IMMEDIATE')
  return {
    release() {
      other.native.exec('ROLLBACK')
      other.close()
    },
  }
}

test('when another process writes, a statement waits, everything else goes on, and then it succeeds', async () => {
  const { db, url } = await temporarySqlite()
  const { email } = await addUser(db)
  const writer = otherWriter(url)
  const done: string[] = []
  const writes = Promise.all(
    Array.from({ length: 20 }, () => addUser(db).then(() => done.push('a write'))),
  )
  for (let turn = 0; turn < 20; turn += 1) await sleep(1)
  expect(await findUserByEmail(db, email)).toMatchObject({ email })
  expect(done).toEqual([])
  writer.release()
  await writes
  expect(done).toHaveLength(20)
})

test('when the other one goes on for longer than the limit, the database is reported as busy', async () => {
  const { db, url } = await temporarySqlite(20)
  const writer = otherWriter(url)
  const error = await addUser(db).catch((thrown: unknown) => thrown)
  writer.release()
  expect(isLocked(error)).toBe(true)
  expect(isDatabaseAway(error)).toBe(true)
  await addUser(db)
})

test('when an older version writes during the start, the migration waits without holding the process', async () => {
  const { native, url } = await temporarySqlite()
  native.pragma('foreign_keys = OFF')
  const all = "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 2) <> '__'"
  for (const { name } of native.prepare<[], { name: string }>(all).all()) {
    native.exec(`DROP TABLE ${name}`)
  }
  native.exec('DELETE FROM __drizzle_migrations')
  const writer = otherWriter(url)
  let migrated = false
  const migration = migrateSqlite(url).then(() => {
    migrated = true
  })
  for (let turn = 0; turn < 20; turn += 1) await sleep(1)
  expect(migrated).toBe(false)
  writer.release()
  await migration
  expect(native.prepare('SELECT count(*) AS count FROM users').get()).toEqual({ count: 0 })
})

test('when an attempt fails for another reason, it is not repeated', async () => {
  let attempts = 0
  const attempt = () => {
    attempts += 1
    throw Object.assign(new Error('taken'), { code: 'SQLITE_CONSTRAINT_UNIQUE' })
  }
  await expect(whenFree(attempt)).rejects.toThrow('taken')
  expect(attempts).toBe(1)
})

test('when an attempt is repeated, the pauses grow, stay short, and differ', () => {
  const longest = Array.from({ length: 20 }, (_, tries) => pauseAfter(tries, 1))
  expect(longest.slice(0, 7)).toEqual([1, 2, 4, 8, 16, 32, 50])
  expect(Math.max(...longest)).toBe(50)
  expect(pauseAfter(3, 0)).toBe(4)
})
