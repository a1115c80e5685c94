/** The one writer of security events: a row for the owner, a line for the operator. */
import { createHash, randomUUID } from 'node:crypto'
import { causeOf } from '../../../db/errors'
import { addEvent } from '../../../db/events'
import type { SecurityEventType } from '../../contract/events'
import { count } from '../../log/counts'
import { log } from '../../log/log'
import { type Rest, sampler, systemClock } from '../../log/sampling'
import type { RequestContext } from '../request-context'
import { networkOf } from '../sessions/ip-address'

const sampledLine = sampler(systemClock)

type Kind = {
  event: string
  level: 'info' | 'warn'
  /** Is it counted in one row where it happens again? What can come in any number is. */
  counted?: true
  /** Can a stranger cause it again and again? Then the log gets some lines a minute, and the count. */
  sampled?: true
}

/** Each type by its name in the OWASP logging vocabulary, and how much attention it asks for. */
const VOCABULARY: Record<SecurityEventType, Kind> = {
  'sign-up': { event: 'user_created', level: 'info' },
  'sign-in': { event: 'authn_login_success', level: 'info' },
  'sign-in-failed': { event: 'authn_login_fail', level: 'warn', counted: true, sampled: true },
  'sign-out': { event: 'session_expired', level: 'info' },
  'sign-out-everywhere': { event: 'authn_token_revoked', level: 'info' },
  'password-changed': { event: 'authn_password_change', level: 'info' },
  'password-reset-link': { event: 'authn_token_created', level: 'info', counted: true },
  'password-reset': { event: 'authn_password_change', level: 'info' },
  'session-ended': { event: 'session_expired', level: 'info' },
  'session-limit': { event: 'session_expired', level: 'info', counted: true },
  'refresh-recovered': { event: 'session_renewed', level: 'info', counted: true },
  'stale-session-ended': { event: 'session_expired', level: 'info' },
  'token-reuse': { event: 'authn_token_reuse', level: 'warn' },
  'step-up': { event: 'authn_login_success', level: 'info', counted: true },
  'step-up-failed': { event: 'authn_login_fail', level: 'warn', counted: true, sampled: true },
  'email-verified': { event: 'user_updated', level: 'info' },
  'email-change-requested': { event: 'user_updated', level: 'info' },
  'email-changed': { event: 'user_updated', level: 'warn' },
  'email-change-undone': { event: 'user_updated', level: 'warn' },
  'account-disabled': { event: 'authn_login_lock', level: 'warn' },
  'account-enabled': { event: 'user_updated', level: 'info' },
}

export type NewEvent = {
  type: SecurityEventType
  /** Null for an address without an account: the event is logged and not stored. */
  userId: string | null
  /** The session it happened in or to. */
  sessionId: string | null
}

/**
 * Stores and logs an event after it has happened (ASVS v5.0.0-16.3.1). A row that cannot be written
 * fails nothing: the log has an error. Of the IP address only the network is kept.
 */
export async function recordEvent(
  { db, now, device }: Pick<RequestContext, 'db' | 'now' | 'device'>,
  { type, userId, sessionId }: NewEvent,
): Promise<void> {
  count({ what: 'security-event', type })
  const ip = networkOf(device.ip)
  const { event, level, counted, sampled } = VOCABULARY[type]
  const write = () =>
    log[level]({ event, type, userId, session: sessionId && sessionMark(sessionId), ip })
  if (sampled) {
    // Guesses at made-up addresses must not hide those at an account.
    const account = userId === null ? 'unknown' : 'known'
    const tell = (rest: Rest) => log[level]({ event, type, account, ...rest })
    sampledLine(`${type} ${account}`, { write, tell })
  } else write()
  if (userId === null) return
  const { userAgent } = device
  try {
    const id = counted ? idOfTheHour({ type, userId, sessionId }, ip, now) : randomUUID()
    await addEvent(db, { id, userId, sessionId, type, createdAt: now, ip, userAgent })
  } catch (error) {
    log.error({ event: 'security_event_lost', type, userId, error: causeOf(error) })
  }
}

/** For so long the same again is counted and not listed, in milliseconds. */
const HOUR = 3_600_000

/**
 * One id for everything of one kind, about one session, from one network, within one hour: an attacker
 * who guesses passwords must not fill the list or the disk. What a browser calls itself is no part of
 * it, since the attacker chooses that. (A UUID of version 8, RFC 9562 section 5.8.)
 */
function idOfTheHour(event: NewEvent, ip: string | null, now: number): string {
  const about = [event.type, event.userId, event.sessionId, ip, Math.floor(now / HOUR)]
  const digest = createHash('sha256').update(JSON.stringify(about)).digest().subarray(0, 16)
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x80, 6)
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8)
  return digest.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** For the log, in place of the id: an id and a leaked AUTH_SECRET are an access token under HS256. */
function sessionMark(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('hex').slice(0, 12)
}

/** In milliseconds: the answer has gone by then. */
const SOON = 50

/**
 * The same after the answer has gone. A row takes time, and where only some callers get one, the
 * time of the answer must not tell which (ASVS v5.0.0-6.3.8).
 */
export function recordEventSoon(...args: Parameters<typeof recordEvent>): void {
  setTimeout(() => void recordEvent(...args), SOON)
}
