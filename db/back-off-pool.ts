import { Pool, type PoolClient, type PoolConfig } from 'pg'

/** In milliseconds. */
const FIRST_PAUSE = 100
const LONGEST_PAUSE = 2_000

/** How long to leave an unreachable database alone after a number of failures in a row. */
export function pauseAfter(failures: number): number {
  return Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (failures - 1))
}

/** The database could not be reached a moment ago; this request did not try again. */
export class DatabaseUnreachable extends Error {
  override name = 'DatabaseUnreachable'
  readonly code = 'ECONNREFUSED'
}

/**
 * A pool that leaves a database alone for a moment after it could not be reached. A server that
 * comes back must not meet every waiting request at once, and a request must not wait for a
 * connection that just failed.
 */
export function createBackOffPool(config: PoolConfig): Pool {
  let failures = 0
  let closedUntil = 0
  const pool = new Pool(config)
  // A connection that breaks while idle has nobody waiting for it; without a listener the event
  // would end the process.
  pool.on('error', () => undefined)

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
      failures += 1
      closedUntil = Date.now() + pauseAfter(failures)
      throw error
    }
  }
  type Callback = (error: Error | undefined, client?: PoolClient, done?: unknown) => void
  // `pool.query` calls `connect` with a callback, everybody else awaits it.
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
