/** Which statements a piece of work sends to the database, and how the database would run them. */

import { Client } from 'pg'
import { databaseDialect } from '../../../db/dialect'
import Database from '../../../db/sqlite-driver.mjs'

export type Statement = { sql: string; values: unknown[] }

/** The statements that `work` sends, in order, read off the driver. */
export async function statementsOf(work: () => Promise<unknown>): Promise<Statement[]> {
  const seen: Statement[] = []
  const restore = databaseDialect() === 'sqlite' ? watchSqlite(seen) : watchPostgresql(seen)
  try {
    await work()
  } finally {
    restore()
  }
  return seen
}

type Method = (this: { source: string }, ...values: unknown[]) => unknown

function watchSqlite(seen: Statement[]): () => void {
  const scratch = new Database(':memory:')
  const prototype = Object.getPrototypeOf(scratch.prepare('select 1')) as Record<string, Method>
  scratch.close()
  const originals = ['all', 'get', 'run'].map((name) => [name, prototype[name]!] as const)
  for (const [name, original] of originals) {
    prototype[name] = function (...values) {
      seen.push({ sql: this.source, values })
      return original.apply(this, values)
    }
  }
  return () => Object.assign(prototype, Object.fromEntries(originals))
}

type Query = (
  this: Client,
  query: { text: string; values?: unknown[] },
  ...rest: unknown[]
) => unknown

function watchPostgresql(seen: Statement[]): () => void {
  const prototype = Client.prototype as unknown as { query: Query }
  const original = prototype.query
  prototype.query = function (query, ...rest) {
    // drizzle gives the values beside the query, not in it.
    const values = query.values ?? (Array.isArray(rest[0]) ? rest[0] : [])
    seen.push({ sql: query.text, values })
    return original.call(this, query, ...rest)
  }
  return () => {
    prototype.query = original
  }
}

/** How the database would run a statement: one line a step. */
export async function planOf(url: string, { sql, values }: Statement): Promise<string[]> {
  if (databaseDialect() === 'sqlite') {
    const native = new Database(url.replace(/^file:/, ''), { readonly: true })
    const steps = native.prepare(`explain query plan ${sql}`).all(...values) as { detail: string }[]
    native.close()
    return steps.map(({ detail }) => detail)
  }
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query({ text: `explain ${sql}`, values, rowMode: 'array' })
  await client.end()
  return rows.map(([line]) => String(line))
}

/** Does a plan go through indexes alone? Reading a table from its beginning is what does not scale. */
export function usesIndexes(plan: string[]): boolean {
  const wholeTable = /\bSeq Scan\b|^SCAN\b/
  const byIndex = /\bUSING (COVERING )?INDEX\b|\bIndex (Only )?Scan\b|\bBitmap Index Scan\b/
  return plan.some((line) => byIndex.test(line)) && !plan.some((line) => wholeTable.test(line))
}
