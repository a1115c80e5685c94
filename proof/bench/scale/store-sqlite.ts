import { statSync } from 'node:fs'
import { databaseFile, openSqlite } from '../../../db/sqlite'
import type { Store } from './loading'

/** Opens a migrated file for filling. */
export async function openSqliteStore(url: string): Promise<Store> {
  const { native } = openSqlite(url)
  const number = (query: string) => Number(native.prepare(query).pluck().get())
  return {
    kind: 'sqlite',
    run: async (statement) => void native.exec(statement),
    number: async (query) => number(query),
    async insert(table, columns, from, to) {
      native.exec(
        `insert into ${table} (${Object.keys(columns)})
         with recursive numbers(n) as (
           values (${from}) union all select n + 1 from numbers where n + 1 < ${to}
         ) select ${Object.values(columns)} from numbers`,
      )
    },
    async size() {
      native.pragma('wal_checkpoint(TRUNCATE)')
      return {
        total: statSync(databaseFile(url)).size,
        table: number(`select sum(pgsize) from dbstat where name = 'sessions'`),
      }
    },
    async bulk(fill) {
      // Nothing is lost that could not be loaded again. The cache holds the index of unordered ids
      // while it grows; with a small one every insert would read a page.
      // From WAL there is no direct way to OFF.
      native.pragma('journal_mode = DELETE')
      native.pragma('journal_mode = OFF')
      native.pragma('synchronous = OFF')
      native.pragma('foreign_keys = OFF')
      native.pragma('cache_size = -2000000')
      const indexes = native
        .prepare(`select name, sql from sqlite_master where type = 'index' and sql is not null`)
        .all() as { name: string; sql: string }[]
      native.exec('begin')
      for (const { name } of indexes) native.exec(`drop index "${name}"`)
      await fill()
      for (const { sql } of indexes) native.exec(sql)
      native.exec('commit')
      native.pragma('journal_mode = WAL')
    },
    close: async () => void native.close(),
  }
}
