import type Database from 'better-sqlite3'
import type { AsyncRemoteCallback } from 'drizzle-orm/sqlite-proxy'
import { whenFree } from './busy'

/** The query modules have some dozens. A statement that is not kept is prepared again. */
const MOST_KEPT = 200

/**
 * Runs the statements of the query builder on a connection. Where another connection writes, a
 * statement waits without holding the event loop; the driver itself must not wait.
 *
 * @param limit how long a statement waits at most, in milliseconds.
 */
export function runStatements(native: Database.Database, limit: number): AsyncRemoteCallback {
  const kept = new Map<string, Database.Statement<unknown[]>>()

  function statement(sql: string): Database.Statement<unknown[]> {
    const known = kept.get(sql)
    if (known) return known
    const made = native.prepare<unknown[]>(sql)
    // The query builder takes rows as lists of values.
    if (made.reader) made.raw(true)
    const oldest = kept.size < MOST_KEPT ? undefined : kept.keys().next().value
    if (oldest !== undefined) kept.delete(oldest)
    kept.set(sql, made)
    return made
  }

  return (sql, params, method) =>
    whenFree(() => {
      const prepared = statement(sql)
      if (!prepared.reader) {
        prepared.run(...params)
        return { rows: [] }
      }
      // Of a row that is not there the builder wants undefined, whatever its type says.
      const rows = method === 'get' ? prepared.get(...params) : prepared.all(...params)
      return { rows: rows as unknown[] }
    }, limit)
}
