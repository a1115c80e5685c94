// Machine: a clone need not edit this file.
import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import type { AsyncBatchRemoteCallback, AsyncRemoteCallback } from 'drizzle-orm/sqlite-proxy'
import { isLocked } from './errors'

/** The query modules have some dozens. A statement that is not kept is prepared again. */
const MOST_KEPT = 200

/** A statement of a transaction has found no row; all before it is taken back. */
export class NothingFound extends Error {
  override name = 'NothingFound'
}

/**
 * Runs the statements of the query builder on a connection, one at a time or several in one transaction.
 * Where another connection writes, a statement waits without holding the event loop; the driver itself
 * must not wait.
 *
 * @param limit how long a statement waits at most, in milliseconds.
 */
export function runStatements(
  native: Database.Database,
  limit: number,
): { one: AsyncRemoteCallback; together: AsyncBatchRemoteCallback } {
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

  const run = (...[sql, params, method]: Parameters<AsyncRemoteCallback>): unknown[] => {
    const prepared = statement(sql)
    if (!prepared.reader) {
      prepared.run(...params)
      return []
    }
    // Of a row that is not there the builder wants undefined, whatever its type says.
    return (method === 'get' ? prepared.get(...params) : prepared.all(...params)) as unknown[]
  }

  return {
    one: (...query) => whenFree(() => ({ rows: run(...query) }), limit),
    // Nothing waits between its statements, so none of another request comes in between.
    together: (queries) =>
      whenFree(
        native.transaction(() =>
          queries.map(({ sql, params, method }) => {
            const rows = run(sql, params, method)
            if (rows.length === 0) throw new NothingFound()
            return { rows }
          }),
        ).immediate,
        limit,
      ),
  }
}

/** In milliseconds: longer than any write takes, and shorter than clients wait for an answer. */
export const BUSY_LIMIT = 5_000

/** In milliseconds. */
const LONGEST_PAUSE = 50

/**
 * How long to wait after a number of tries that found the database locked, in milliseconds.
 *
 * @param random from 0 to 1: of several that wait, not all may try at the same moment.
 */
export function pauseAfter(tries: number, random: number): number {
  const longest = Math.min(LONGEST_PAUSE, 2 ** tries)
  return (longest * (1 + random)) / 2
}

/**
 * Does something on SQLite, and does it again while another connection holds the lock. SQLite's own
 * wait would hold the thread, and with it every other request of the process.
 *
 * @param attempt takes no time to find the lock taken, and then leaves nothing behind.
 * @param limit for how long, in milliseconds.
 * @throws what the last attempt threw, when the time is up.
 */
export async function whenFree<Result>(
  attempt: () => Result,
  limit: number = BUSY_LIMIT,
): Promise<Result> {
  const end = performance.now() + limit
  for (let tries = 0; ; tries += 1) {
    try {
      return attempt()
    } catch (error) {
      if (!isLocked(error) || performance.now() >= end) throw error
    }
    await sleep(pauseAfter(tries, randomInt(1001) / 1000))
  }
}
