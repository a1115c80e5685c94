import { expect, test } from 'vitest'
import { sqlitePackage } from '../../db/sqlite-choice.mjs'
import Database from '../../db/sqlite-driver.mjs'

test.each([
  ['20.20', '9', 'better-sqlite3-12'],
  ['22.13', '9', 'better-sqlite3-12'],
  ['22.14', '10', 'better-sqlite3'],
  ['24.21', '10', 'better-sqlite3'],
])('when Node is %s with Node-API %s, the driver is %s', (_, napi, name) => {
  expect(sqlitePackage({ napi })).toBe(name)
})

test('when the driver is loaded, it works', () => {
  const database = new Database(':memory:')
  expect(database.prepare('SELECT 1 AS one').get()).toEqual({ one: 1 })
  database.close()
})
