import { expect, test } from 'vitest'
import { sqlitePackage } from '../../db/sqlite-choice.mjs'
import Database from '../../db/sqlite-driver.mjs'

test.each([
  ['20.20', '9', 'better-sqlite3-12'],
  ['22.13', '9', 'better-sqlite3-12'],
  ['22.14', '10', 'better-sqlite3'],
  ['24.21', '10', 'better-sqlite3'],
])('on Node %s, whose Node-API is %s, it is %s', (_, napi, name) => {
  expect(sqlitePackage({ napi })).toBe(name)
})

test('the driver that is loaded works', () => {
  const database = new Database(':memory:')
  expect(database.prepare('SELECT 1 AS one').get()).toEqual({ one: 1 })
  database.close()
})
