// Machine: a clone need not edit this file.
import { setImmediate as turn } from 'node:timers/promises'
import type { UserRow } from '../../../db/schema'
import { endSessionsBeyond } from '../../../db/session-lists'
import { recordEvent } from '../events/record-event'
import type { RequestContext } from '../request-context'

/** How many sessions one statement ends at most. Usually it is one. */
const STEP = 100

/**
 * Ends the oldest sessions of a user beyond AUTH_MAX_SESSIONS. A client that signs in again and
 * again without signing out would otherwise make a list without an end.
 */
export async function keepToSessionLimit(
  context: RequestContext,
  user: Pick<UserRow, 'id' | 'tokenVersion'>,
): Promise<void> {
  const { db, now, config } = context
  let ended = 0
  let last: number
  do {
    last = await endSessionsBeyond(db, user, { keep: config.maxSessions, now, limit: STEP })
    ended += last
    // Only where the setting was lowered, or came later than the sessions.
    if (last === STEP) await turn()
  } while (last === STEP)
  if (ended === 0) return
  await recordEvent(context, { type: 'session-limit', userId: user.id, sessionId: null })
}
