// Machine: a clone need not edit this file.
import type { SessionRow, UserRow } from '../../db/schema'
import type { RequestContext } from '../auth/request-context'
import { type ActiveSession, heldSession, readSession } from '../auth/sessions/read-session'
import { isRecentlyAuthenticated } from '../auth/sessions/step-up'
import { verifyAccessToken } from '../auth/tokens/access-token'
import { type Failure, failure, type TerminalCode } from '../contract/errors'
import { readBearer } from './bearer'
import { readRefreshCookies } from './cookies'
import { limitSession } from './limit'
import { noteBearer } from './refused'

/**
 * Who is calling, by the bearer token and by the session behind it. Every guarded handler begins
 * with this line, although the gate has looked already: a way around a gate (CVE-2025-29927) must open
 * nothing.
 *
 * Under AUTH_REVOCATION=stateless the session is not read: the access token of one that has ended
 * works until it expires. What concerns the security of an account takes `requireSession`.
 *
 * @returns whose token it is, or the failure to answer with `problem`.
 */
export async function requireUser(
  context: RequestContext,
  request: Request,
): Promise<Caller | Failure<Refusal>> {
  const verified = await verifyBearer(context, request)
  if (!verified.ok) return verified
  const { sub: userId, sid: sessionId } = verified.claims
  if (context.config.revocation === 'stateless') {
    return { ok: true, userId, sessionId, user: null }
  }
  const active = await readSession(context, verified.claims)
  return active.ok ? { ok: true, userId, sessionId, user: active.user } : active
}

type Refusal = TerminalCode | 'too-many-requests'

/** Who is calling; `user` is null where the database was not asked. */
export type Caller = { ok: true; userId: string; sessionId: string; user: UserRow | null }

/**
 * The same for what concerns the security of the account: always reads the session, whatever
 * AUTH_REVOCATION says, and takes the token of one session with the cookie of another for what it
 * is. Such a call would end or overwrite a session that it does not speak for. A page whose browser
 * has changed hands gets an `invalid-token`, on which it refreshes, and follows the cookie.
 *
 * @returns the session, its person, and the generation of the token that was shown.
 */
export async function requireSession(
  context: RequestContext,
  request: Request,
): Promise<({ ok: true; generation: number } & ActiveSession) | Failure<Refusal>> {
  const verified = await verifyBearer(context, request)
  if (!verified.ok) return verified
  const active = await readSession(context, verified.claims)
  if (!active.ok) return active
  const tokens = readRefreshCookies(context.config, request.headers.get('cookie'))
  const held = tokens.length > 0 ? await heldSession(context, tokens) : null
  if (held && held.id !== active.session.id) return failure('invalid-token', { detail: MISMATCH })
  return { ...active, generation: verified.claims.gen }
}

const MISMATCH =
  'The access token and the refresh cookie belong to different sessions. Refresh, and repeat the request.'

/**
 * Has the caller proved the password lately? For what a stolen open page must not be able to do
 * (ASVS v5.0.0-7.5.1). The page asks for the password, steps up, and repeats the request.
 */
export function requireRecentSignIn(
  context: RequestContext,
  session: Pick<SessionRow, 'authenticatedAt'>,
): { ok: true } | Failure<'step-up-required'> {
  return isRecentlyAuthenticated(context, session) ? { ok: true } : failure('step-up-required')
}

async function verifyBearer(context: RequestContext, request: Request) {
  const bearer = readBearer(request.headers.get('authorization'))
  const verified = bearer.ok
    ? await verifyAccessToken(context.config, bearer.token, context.now)
    : bearer
  noteBearer(verified, context.device)
  if (!verified.ok) return verified
  const attempt = await limitSession(context, verified.claims.sid)
  return attempt.ok ? verified : attempt
}
