// Machine: a clone need not edit this file.
import { type Connection, openDatabase } from '../../db/client'
import type { RequestContext } from '../auth/request-context'
import { config } from '../config/config'
import { deviceOf } from './header-values'

/** One connection a process, kept where a reload of this module in development finds it again. */
const kept = globalThis as { appConnection?: Connection }

/** The database of this process. */
export function connection(): Connection {
  kept.appConnection ??= openDatabase(config().databaseUrl)
  return kept.appConnection
}

/** The settings, the database, the time and the caller's device, for one request. */
export function requestContext({
  headers,
  signal,
}: Pick<Request, 'headers'> & Partial<Pick<Request, 'signal'>>): RequestContext {
  const { db, now } = connection()
  const settings = config()
  return {
    config: settings,
    db,
    now: now(),
    clock: now,
    gone: signal,
    // Most requests do not ask.
    get device() {
      return deviceOf(headers, settings)
    },
  }
}
