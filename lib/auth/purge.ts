// Machine: a clone need not edit this file.
/** Deletes rows that nothing asks for any more, in short steps. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from '../../db/client'
import { deleteOld, deleteUnused } from '../../db/purge'
import type { Config } from '../config/config'

const DAY = 86_400_000

/** How long an event is kept, in milliseconds: 90 days. */
export const EVENT_KEEP_TIME = 90 * DAY

/**
 * How long a mail is kept after it was written, in milliseconds: 2 days. It is tried for one (`lib/mail/delivery.ts`),
 * and how many of the last day an address got is counted. A one-time token is kept as long after it has ended: a mail
 * that is tried again must not bring a used one back.
 */
export const MAIL_KEEP_TIME = 2 * DAY

/**
 * How old an account is that goes because no one has verified or used it, in milliseconds. At most a day less than
 * events are kept: then a sign-in in all its life would still be there to be seen.
 */
export const UNUSED_AGE = { from: 30 * DAY, to: EVENT_KEEP_TIME - DAY }

/** Rows of one statement, at most, and the time for other requests between two, in milliseconds. */
const STEP = 100
const PAUSE = 50

/**
 * Deletes sessions past their absolute limit, counts of the rate limits past theirs, one-time tokens, events and mails that were kept long enough, and accounts that no one has verified or used. An ended
 * session stays as long, so that a copy of its token is recognised until the token expires.
 *
 * @param signal stops it after the step it is at; each step is complete by itself.
 * @returns how many went.
 */
export async function purge(
  { db, now, config }: { db: Db; now: number; config: Pick<Config, 'emailVerification'> },
  signal?: AbortSignal,
): Promise<Record<'sessions' | 'tokens' | 'limits' | 'events' | 'mails' | 'accounts', number>> {
  const inSteps = async (step: () => Promise<number>) => {
    let total = 0
    while (!signal?.aborted) {
      const deleted = await step()
      total += deleted
      if (deleted < STEP) break
      await sleep(PAUSE, undefined, { ref: false })
    }
    return total
  }
  const old = (what: Parameters<typeof deleteOld>[1], time: number) =>
    inSteps(() => deleteOld(db, what, time, STEP))
  const gone = {
    sessions: await old('sessions', now),
    tokens: await old('tokens', now - MAIL_KEEP_TIME),
    limits: await old('limits', now),
    events: await old('events', now - EVENT_KEEP_TIME),
    mails: await old('mails', now - MAIL_KEEP_TIME),
    accounts: 0,
  }
  if (config.emailVerification === 'off') return gone
  // Those of one day at a time: most of them may be in use, and each is looked at.
  for (let until = now - UNUSED_AGE.from; until > now - UNUSED_AGE.to; until -= DAY) {
    const after = until - DAY
    gone.accounts += await inSteps(() => deleteUnused(db, { after, until }, STEP))
  }
  return gone
}
