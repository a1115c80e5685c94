// Machine: a clone need not edit this file.
/** Who is behind a token: looks sessions up, and changes nothing but a confirmation. */
import { timingSafeEqual } from 'node:crypto'
import type { SessionRow, UserRow } from '../../../db/schema'
import { confirmGeneration, findSession } from '../../../db/sessions'
import { type Failure, failure } from '../../contract/errors'
import { logRefusal } from '../../log/refusals'
import type { RequestContext } from '../request-context'
import type { AccessTokenClaims } from '../tokens/access-token'
import { type RefreshTokenClaims, verifyRefreshToken } from '../tokens/refresh-token'
import { endReasonOf } from './end-reason-of-rows'
import { networkOf } from './ip-address'
import { decideRotation, isSaved, type RotationDecision } from './rotation'
import { generationProof, hashRefreshToken } from './session-tokens'

/** In constant time: the time shows nothing of how much was right (ASVS v5.0.0-11.2.4). */
function equal(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}

/** A session with its user; of a guarded handler a living one. */
export type ActiveSession = { session: SessionRow; user: UserRow }

/** A presented refresh token with the session it names, and the row of the table for the two. */
type Presented = ActiveSession & { claims: RefreshTokenClaims; decision: RotationDecision }

/**
 * Looks a refresh token up and decides, changing nothing.
 *
 * A session that is gone (purged, or its user deleted) counts as expired: there is no row to say
 * more, and no alarm.
 */
export async function examineRefreshToken(
  context: RequestContext,
  token: string,
): Promise<({ ok: true } & Presented) | Failure<'invalid-token' | 'session-expired'>> {
  const verified = await verifyRefreshToken(context.config, token, context.now)
  if (!verified.ok) {
    if (verified.code === 'invalid-token') noteForgedCookie(context)
    return verified
  }
  const { claims } = verified
  const found = await findSession(context.db, claims.sid)
  if (!found) return failure('session-expired')
  const { session, user } = found
  const authentic =
    equal(claims.jti, generationProof(session.salt, claims.gen)) &&
    (claims.gen !== session.generation || equal(hashRefreshToken(token), session.refreshTokenHash))
  const decision = decideRotation(
    { ...session, userTokenVersion: user.disabledAt === null ? user.tokenVersion : null },
    { generation: claims.gen, authentic },
    context.now,
    context.config,
  )
  if (decision.kind === 'refused' && decision.code === 'invalid-token') noteForgedCookie(context)
  return { ok: true, claims, session, user, decision }
}

function noteForgedCookie({ device }: RequestContext): void {
  logRefusal('authn_cookie_forged', { ip: networkOf(device.ip) })
}

/** Does a refresh succeed by this decision? */
const lives = ({ decision }: Presented) => decision.kind !== 'refused' && decision.kind !== 'reuse'

/**
 * Which of several refresh tokens counts. Another app on the host can plant a cookie of our name, but
 * cannot sign one: what does not verify never counts. A session that lives comes before one that has
 * ended, or a planted one that has ended would shut its user out. Among equals it is the last:
 * browsers send the shortest path last, and ours is `/`, so each path of the app comes to the same one.
 *
 * @returns null where none of them verifies; without `presented` where its own `exp` is over.
 */
async function choose(context: RequestContext, tokens: string[]): Promise<Chosen | null> {
  const ours: Chosen[] = []
  for (const token of tokens) {
    const presented = await examineRefreshToken(context, token)
    if (presented.ok) ours.push({ token, presented })
    else if (presented.code === 'session-expired') ours.push({ token, presented: null })
  }
  const best = Math.max(...ours.map(rankOf))
  return ours.findLast((each) => rankOf(each) === best) ?? null
}

type Chosen = { token: string; presented: Presented | null }

/** A reused token comes before one that has only ended: the alarm is not lost. */
function rankOf({ presented }: Chosen): number {
  if (presented && lives(presented)) return 2
  return presented?.decision.kind === 'reuse' ? 1 : 0
}

/** The refresh token that counts, of those that a browser has sent; null where none verifies. */
export async function chooseRefreshToken(
  context: RequestContext,
  tokens: string[],
): Promise<string | null> {
  return (await choose(context, tokens))?.token ?? null
}

/** The living session of the refresh token that counts, if there is one. Changes nothing. */
export async function heldSession(
  context: RequestContext,
  tokens: string[],
): Promise<SessionRow | null> {
  const presented = (await choose(context, tokens))?.presented
  return presented && lives(presented) ? presented.session : null
}

/**
 * The session behind the refresh cookies of a browser, for rendering a page: accepts what a refresh
 * would accept, rotates nothing, raises no alarm. Null where there is none.
 */
export async function sessionOfRefreshTokens(
  context: RequestContext,
  tokens: string[],
): Promise<ActiveSession | null> {
  const chosen = await choose(context, tokens)
  const presented = chosen?.presented
  if (!presented || !lives(presented)) return null
  const { session, user, claims } = presented
  if (!(await confirm(context, session, claims.gen))) return { session, user }
  const again = await examineRefreshToken(context, chosen.token)
  return again.ok && lives(again) ? { session: again.session, user: again.user } : null
}

/**
 * The session behind a verified access token (one primary-key lookup): revoked means now, not when
 * the token expires (ASVS v5.0.0-7.4.1, 7.4.2).
 */
export async function readSession(
  context: RequestContext,
  claims: AccessTokenClaims,
): Promise<
  ({ ok: true } & ActiveSession) | Failure<'invalid-token' | 'session-expired' | 'session-revoked'>
> {
  const found = await findSession(context.db, claims.sid)
  if (!found) return failure('session-expired')
  const { session, user } = found
  if (claims.sub !== user.id || claims.gen > session.generation) {
    // Signed with our key, and never issued here: someone else has the key.
    logRefusal('authn_token_forged', { ip: networkOf(context.device.ip), signed: 1 })
    return failure('invalid-token')
  }
  const end = endOf(context, found)
  if (end) return end
  if (await confirm(context, session, claims.gen)) return readAgain(context, session.id)
  return { ok: true, session, user }
}

/** A session after a write, which may have waited for seconds: is it still there, and alive? */
export async function readAgain(
  context: RequestContext,
  sessionId: string,
): Promise<({ ok: true } & ActiveSession) | Failure<'session-expired' | 'session-revoked'>> {
  const found = await findSession(context.db, sessionId)
  if (!found) return failure('session-expired')
  return endOf(context, found) ?? { ok: true, ...found }
}

/** Why a session is over that lived when the request came; `busy` where it still lives. */
export async function whyEnded(
  context: RequestContext,
  sessionId: string,
): Promise<Failure<'session-expired' | 'session-revoked' | 'busy'>> {
  const again = await readAgain(context, sessionId)
  return again.ok ? failure('busy', { retryAfter: 1 }) : again
}

/** How a session is over, if it is. */
function endOf(
  { now }: Pick<RequestContext, 'now'>,
  { session, user }: ActiveSession,
): Failure<'session-expired' | 'session-revoked'> | undefined {
  const isCurrent = session.tokenVersion === user.tokenVersion && user.disabledAt === null
  if (session.revokedAt !== null || !isCurrent) {
    return failure('session-revoked', { reason: endReasonOf(session, user) })
  }
  const expired = now >= session.idleExpiresAt || now >= session.absoluteExpiresAt
  return expired ? failure('session-expired') : undefined
}

/**
 * Notes, once, that a browser has shown a generation: it has received it, and has it on disk.
 *
 * @returns whether it was written. The write may have waited for seconds, and the session may have
 *   ended meanwhile: read it again.
 */
export async function confirm(
  context: RequestContext,
  session: SessionRow,
  generation: number,
): Promise<boolean> {
  if (generation !== session.generation || session.confirmedGeneration === generation) return false
  if (!isSaved(session, context.now, context.config)) return false
  await confirmGeneration(context.db, session.id, generation, context.now)
  return true
}
