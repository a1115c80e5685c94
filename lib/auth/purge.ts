// Machine: a clone need not edit this file.
/** Deletes rows that nothing asks for any more, in short steps. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from '../../db/client'
import { deleteOld } from '../../db/purge'

/** How long an event is kept, in milliseconds: 90 days. */
export const EVENT_KEEP_TIME = 90 * 86_400_000

/**
 * How long a mail is kept after it was written, in milliseconds: 2 days. It is tried for one (`lib/mail/delivery.ts`),
 * and how many of the last day a user got is counted.
 */
export const MAIL_KEEP_TIME = 2 * 86_400_000

/** Rows of one statement, at most, and the time for other requests between two, in milliseconds. */
const STEP = 100
const PAUSE = 50

/**
 * Deletes sessions past their absolute limit, one-time tokens and counts of the rate limits past
 * theirs, and events and mails that were kept long enough. An ended session stays as long, so that a copy of
 * its token is recognised until the token expires.
 *
 * @param signal stops it after the step it is at; each step is complete by itself.
 * @returns how many went.
 */
export async function purge(
  { db, now }: { db: Db; now: number },
  signal?: AbortSignal,
): Promise<Record<'sessions' | 'tokens' | 'limits' | 'events' | 'mails', number>> {
  const inSteps = async (what: Parameters<typeof deleteOld>[1], time: number) => {
    let total = 0
    while (!signal?.aborted) {
      const deleted = await deleteOld(db, what, time, STEP)
      total += deleted
      if (deleted < STEP) break
      await sleep(PAUSE, undefined, { ref: false })
    }
    return total
  }
  return {
    sessions: await inSteps('sessions', now),
    tokens: await inSteps('tokens', now),
    limits: await inSteps('limits', now),
    events: await inSteps('events', now - EVENT_KEEP_TIME),
    mails: await inSteps('mails', now - MAIL_KEEP_TIME),
  }
}
