// Machine: a clone need not edit this file.
import { Pool, type PoolClient, type PoolConfig } from 'pg'

/** In milliseconds. */
const FIRST_PAUSE = 100
const LONGEST_PAUSE = 2_000

/** How long to leave an unreachable database alone after a number of failures in a row. */
export function pauseAfter(failures: number): number {
  return Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (failures - 1))
}

/** What the pool says when every connection is in use for too long: it was reached, and is slow. */
const ALL_IN_USE = 'timeout exceeded when trying to connect'

/** The database could not be reached a moment ago; this request did not try again. */
export class DatabaseUnreachable extends Error {
  override name = 'DatabaseUnreachable'
  readonly code = 'ECONNREFUSED'
}

/**
 * A pool that does not connect for a moment after it could not: a server that comes back must not get
 * every waiting request at once, and a request must not wait for a connection that just failed.
 */
export function createBackOffPool(config: PoolConfig): Pool {
  let failures = 0
  let closedUntil = 0
  const pool = new Pool(config)
  // A connection that breaks while no one waits for an answer on it, in the pool or taken out of
  // it; without a listener the event would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))

  const connect = pool.connect.bind(pool) as () => Promise<PoolClient>
  async function connectOrBackOff(): Promise<PoolClient> {
    if (pool.idleCount === 0 && Date.now() < closedUntil) {
      throw new DatabaseUnreachable('The database could not be reached a moment ago.')
    }
    try {
      const client = await connect()
      failures = 0
      return client
    } catch (error) {
      const reached = error instanceof Error && error.message === ALL_IN_USE
      // Of many attempts that fail together the first one counts.
      if (!reached && Date.now() >= closedUntil) {
        failures += 1
        closedUntil = Date.now() + pauseAfter(failures)
      }
      throw error
    }
  }
  type Callback = (error: Error | undefined, client?: PoolClient, done?: unknown) => void
  // `pool.query` calls `connect` with a callback, everything else awaits it.
  pool.connect = ((callback?: Callback) => {
    const connecting = connectOrBackOff()
    if (!callback) return connecting
    connecting.then(
      (client) => callback(undefined, client, client.release),
      (error: Error) => callback(error),
    )
  }) as typeof pool.connect
  return pool
}
