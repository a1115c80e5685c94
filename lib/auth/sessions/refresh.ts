// Machine: a clone need not edit this file.
import type { NewMailRow } from '../../../db/mails'
import type { SessionRow } from '../../../db/schema'
import { type Expected, markReused, noteRetry, rotateSession } from '../../../db/sessions'
import { raiseTokenVersion } from '../../../db/users'
import type { EndReason } from '../../contract/end-reasons'
import { type Failure, failure } from '../../contract/errors'
import type { RefreshOutcome } from '../../contract/session-refresh'
import { recordEvent } from '../events/record-event'
import { mailIsWaiting, ownerMail } from '../mails'
import type { RequestContext } from '../request-context'
import { endReasonOf } from './end-reason-of-rows'
import { type ActiveSession, confirm, examineRefreshToken, readAgain } from './read-session'
import {
  currentRefreshToken,
  type Grant,
  grant,
  hashRefreshToken,
  idleExpiry,
  nextRefreshToken,
} from './session-tokens'

export type Refreshed = { ok: true; outcome: RefreshOutcome; grant: Grant }

/** A lost compare-and-swap means that another request moved the session on or ended it: look again. */
const ATTEMPTS = 3

/**
 * Gives a browser its next access token for its refresh token, by the table in `rotation.ts`.
 *
 * @param options.ifCurrent a token that was replaced is refused, and ends nothing (`IF_CURRENT`).
 * @returns the grant, a code that ends the browser's session, or `busy` (`retryAfter` in seconds)
 *   when the row moved at every attempt. Trouble with the database is thrown: it is never a reason
 *   to end a session.
 */
export async function refreshSession(
  context: RequestContext,
  token: string,
  { ifCurrent = false }: { ifCurrent?: boolean } = {},
): Promise<
  | Refreshed
  | Failure<'invalid-token' | 'session-expired' | 'session-revoked' | 'token-reuse' | 'busy'>
> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const presented = await examineRefreshToken(context, token)
    if (!presented.ok) return presented
    const { session, user, decision } = presented
    switch (decision.kind) {
      case 'refused':
        return decision.code === 'session-revoked'
          ? failure(decision.code, { reason: endReasonOf(session, user) })
          : failure(decision.code)
      case 'reuse':
        if (ifCurrent) return notCurrent(presented)
        return failure('token-reuse', { reason: await endByReuse(context, presented) })
      case 'unchanged': {
        const { gen } = presented.claims
        if (await confirm(context, session, gen)) {
          const again = await readAgain(context, session.id)
          if (!again.ok) return again
        }
        // Of the generation that the cookie keeps: one of the current would show what was not received.
        const shown = { ...session, generation: gen }
        return { ok: true, outcome: 'unchanged', grant: await grant(context, shown, user, null) }
      }
      case 'retried': {
        const current = await currentRefreshToken(context, session)
        // Made with a secret that only other processes know yet: they answer, or the grace ends.
        if (current === undefined) return failure('busy', { retryAfter: 1 })
        // Written before it is given out: the next request must know that it may be under way.
        if (!(await noteRetry(context.db, session, context.now))) break
        const again = await readAgain(context, session.id)
        if (!again.ok) return again
        return { ok: true, outcome: 'retried', grant: await grant(context, session, user, current) }
      }
      case 'rotated':
      case 'recovered': {
        // Neither holds once a client was given the current token again, and a recovery only while
        // no client has shown the generation that it replaces.
        const { generation, retriedAt } = session
        const expected = {
          confirmedAtMost: decision.kind === 'recovered' ? generation - 1 : generation,
          retriedAtMost: retriedAt ?? -1,
        }
        const next = await advance(context, session, presented.claims.gen, expected)
        if (next) {
          // A statement that waits for its row on PostgreSQL sees the user as of its beginning.
          const again = await readAgain(context, session.id)
          if (!again.ok) return again
          const made = await grant(context, next.session, user, next.refreshToken)
          if (decision.kind === 'recovered') {
            const type = 'refresh-recovered'
            await recordEvent(context, { type, userId: user.id, sessionId: session.id })
          }
          return { ok: true, outcome: decision.kind, grant: made }
        }
      }
    }
  }
  return failure('busy', { retryAfter: 1 })
}

/** Why a token that was replaced is good for nothing; a session that ended says how. */
function notCurrent({
  session,
  user,
}: ActiveSession): Failure<'invalid-token' | 'session-revoked'> {
  const ended = endReasonOf(session, user)
  return ended
    ? failure('session-revoked', { reason: ended })
    : failure('invalid-token', { reason: 'out-of-date' })
}

/**
 * Moves a session to its next generation. The presented generation becomes the previous one: on a
 * rotation it was the current one, on a recovery it stays what it was.
 */
async function advance(
  context: RequestContext,
  session: SessionRow,
  presented: number,
  expected: Pick<Expected, 'confirmedAtMost' | 'retriedAtMost'>,
): Promise<{ session: SessionRow; refreshToken: string } | undefined> {
  const target = {
    ...session,
    generation: session.generation + 1,
    rotatedAt: context.now,
    idleExpiresAt: idleExpiry(context, session.absoluteExpiresAt),
  }
  const refreshToken = await nextRefreshToken(context, target)
  const { id, generation } = session
  const rotated = await rotateSession(
    context.db,
    { id, generation, ...expected },
    {
      generation: target.generation,
      previousGeneration: presented,
      refreshTokenHash: hashRefreshToken(refreshToken),
      rotatedAt: target.rotatedAt,
      idleExpiresAt: target.idleExpiresAt,
    },
  )
  return rotated && { session: rotated, refreshToken }
}

/**
 * Two clients hold tokens of one session and one is a thief, so everything ends:
 * all of the user's sessions and access tokens, or the one session by AUTH_REUSE_SCOPE.
 * Committed before the answer (RFC 9700 section 4.14.2).
 *
 * @returns the reason for the answer.
 */
export async function endByReuse(
  context: RequestContext,
  { session, user }: ActiveSession,
): Promise<EndReason> {
  const all = context.config.reuseScope === 'user'
  // With the statement that ends what there is to end: of many that find the same reuse, one carries it out.
  const mail = ownerMail(context, 'token-reuse', user)
  if (all) await raiseTokenVersion(context.db, user.id, session.tokenVersion, 'token-reuse', mail)
  await endLineage(context, { session, user }, 'token-reuse', all ? undefined : mail)
  mailIsWaiting()
  return all ? 'token-reuse' : 'token-reuse-session'
}

/** Ends one session for every copy of its tokens, and records one event. @param mail written with it. */
export async function endLineage(
  context: RequestContext,
  { session, user }: ActiveSession,
  type: 'token-reuse' | 'stale-session-ended',
  mail?: NewMailRow,
): Promise<void> {
  if (!(await markReused(context.db, session.id, context.now, mail))) return
  await recordEvent(context, { type, userId: user.id, sessionId: session.id })
}
