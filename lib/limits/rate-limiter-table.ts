/// <reference path="./rate-limiter-flexible.d.ts" />
import { RateLimiterRes } from 'rate-limiter-flexible'
import RateLimiterStoreAbstract from 'rate-limiter-flexible/lib/RateLimiterStoreAbstract.js'
import type { Db } from '../../db/client'
import { addPoints } from '../../db/rate-limits'
import type { RateLimitRow } from '../../db/schema'

type Options = { keyPrefix: string; points: number; duration: number }

/**
 * The library's limiter over a table of this app's database, on SQLite and PostgreSQL alike. (The
 * library's own stores ask for the driver's connection: they wait for a lock of SQLite on the event
 * loop, and hold every other request up.)
 *
 * The library's block in memory is off: it outlasts what is given back, and a right password would
 * be refused for a count that is not full any more.
 */
export class RateLimiterTable extends RateLimiterStoreAbstract {
  readonly #db: () => Db

  constructor(db: () => Db, options: Options) {
    super({ ...options, storeClient: db })
    this.#db = db
  }

  _upsert(key: string, points: number, duration: number): Promise<RateLimitRow> {
    return addPoints(this.#db(), { key, points, now: Date.now(), duration })
  }

  _getRateLimiterRes(_key: string, changed: number, { points, expiresAt }: RateLimitRow) {
    const left = Math.max(this.points - points, 0)
    const wait = Math.max(expiresAt - Date.now(), 0)
    return new RateLimiterRes(left, wait, points, points === changed)
  }
}
