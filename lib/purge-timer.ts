import { randomInt } from 'node:crypto'
import type { Connection } from '../db/client'
import { causeOf } from '../db/errors'
import { purge } from './auth/purge'
import { log } from './log/log'

/** In milliseconds. Several processes share the work by chance; the jitter keeps them apart. */
const INTERVAL = 3_600_000
const JITTER = 600_000

/** Purges now, and about every hour from then on; never keeps a process alive, stops on SIGTERM. */
export function purgeHourly({ db, now }: Pick<Connection, 'db' | 'now'>): void {
  const stopping = new AbortController()
  process.once('SIGTERM', () => stopping.abort())
  const run = async () => {
    try {
      const gone = await purge({ db, now: now() }, stopping.signal)
      if (gone.sessions + gone.events > 0) log.info({ event: 'purged', ...gone })
    } catch (error) {
      // Nothing depends on it: what is left is there for the next time.
      log.warn({ event: 'purge_failed', error: causeOf(error) })
    }
    if (!stopping.signal.aborted) setTimeout(run, INTERVAL + randomInt(JITTER)).unref()
  }
  void run()
}
