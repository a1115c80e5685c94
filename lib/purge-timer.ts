import { randomInt } from 'node:crypto'
import type { Connection } from '../db/client'
import { causeOf, isDatabaseAway } from '../db/errors'
import { purge } from './auth/purge'
import type { Config } from './config/config'
import { log } from './log/log'

/** In milliseconds. The jitter keeps several processes apart; what failed is tried again sooner. */
const INTERVAL = 3_600_000
const JITTER = 600_000
const RETRY = 15_000

/** Purges now, and about every hour from then on; never keeps a process alive, stops on SIGTERM. */
export function purgeHourly(
  { db, now }: Pick<Connection, 'db' | 'now'>,
  config: Pick<Config, 'emailVerification'>,
): void {
  const stopping = new AbortController()
  process.once('SIGTERM', () => stopping.abort())
  const run = async () => {
    const pause = await purgeOnce({ db, now: now(), config }, stopping.signal).then(
      () => INTERVAL + randomInt(JITTER),
      (error) => {
        // Nothing depends on it: what is left is there for the next time. That a database is away,
        // requests say loudly enough.
        const level = isDatabaseAway(error) ? 'info' : 'warn'
        log[level]({ event: 'purge_failed', error: causeOf(error) })
        return RETRY
      },
    )
    if (!stopping.signal.aborted) setTimeout(run, pause).unref()
  }
  void run()
}

async function purgeOnce(...args: Parameters<typeof purge>): Promise<void> {
  const gone = await purge(...args)
  if (Object.values(gone).some((count) => count > 0)) log.info({ event: 'purged', ...gone })
}
