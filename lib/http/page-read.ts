// Machine: a clone need not edit this file.
import 'server-only'
import { causeOf, isDatabaseAway } from '../../db/errors'
import { count } from '../log/counts'
import { log } from '../log/log'

/**
 * Reads something for a page. A page cannot answer for a database that is away: what is thrown here
 * becomes the error page, never a way to the sign-in form. Next prints what it is thrown, and a
 * query error's own message holds the query's parameters; so it is given the cause alone.
 */
export async function readForPage<Value>(read: () => Promise<Value>): Promise<Value> {
  try {
    return await read()
  } catch (error) {
    const cause = causeOf(error)
    log.error({ event: 'page_failed', error: cause })
    count({ what: 'failure', cause: isDatabaseAway(error) ? 'database' : 'fault' })
    throw cause
  }
}
