import { getTableName, is, Table } from 'drizzle-orm'
import { expect, test } from 'vitest'
import * as schema from './schema'
import { temporaryDatabase } from './testing'

const { db } = await temporaryDatabase()
const tables = Object.values(schema).filter((one) => is(one, Table))

test.each(tables.map((table) => ({ table, name: getTableName(table) })))(
  'when a database is migrated, it has every column of $name that the queries name',
  async ({ table }) => {
    expect(await db.select().from(table)).toEqual([])
  },
)
