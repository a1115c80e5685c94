// Machine: a clone need not edit this file.
import type { Db } from '../../../db/client'
import { highestPasswordCost } from '../../../db/users'
import type { RequestContext } from '../request-context'

/** In milliseconds. */
const LOOK_AGAIN_AFTER = 60 * 60 * 1000

const known = new WeakMap<Db, { at: number; highest: Promise<number> }>()

/**
 * What a refused sign-in costs, as the power of two that bcrypt counts in: the highest cost of any
 * stored password, or BCRYPT_COST. Less would show an account whose hash was imported with a higher
 * cost, or made before BCRYPT_COST was lowered. Read once an hour: the app itself writes at BCRYPT_COST.
 */
export async function refusalCostOf({
  db,
  now,
  config,
}: Pick<RequestContext, 'db' | 'now' | 'config'>): Promise<number> {
  let found = known.get(db)
  if (!found || now - found.at >= LOOK_AGAIN_AFTER) {
    found = { at: now, highest: highestPasswordCost(db) }
    known.set(db, found)
    // What failed is asked again.
    found.highest.catch(() => known.delete(db))
  }
  return Math.max(config.bcryptCost, await found.highest)
}
