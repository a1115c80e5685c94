// Machine: a clone need not edit this file.
import type { Db } from '../../db/client'
import type { Config } from '../config/config'

/** Where a request comes from, for its user to recognise. Both are what the request claims. */
export type Device = { userAgent: string | null; ip: string | null }

/**
 * What every use case is given: its settings, its database, its clock (milliseconds), and where
 * the request comes from.
 */
export type RequestContext = {
  config: Config
  db: Db
  now: number
  device: Device
  /** What `now` was read from; where it is missing, time stands still. */
  clock?: () => number
  /** Fires when the client has closed its connection before the answer. */
  gone?: AbortSignal
}

/** The same after a slow step, such as a hash: the code after it decides again, at this time. */
export function later(context: RequestContext): RequestContext {
  return { ...context, now: context.clock?.() ?? context.now }
}
