/** The one writer of security events: a row for the owner, a line for the operator. */
import { randomUUID } from 'node:crypto'
import { causeOf } from '../../db/errors'
import { insertEvent } from '../../db/events'
import type { SecurityEventType } from '../../db/schema'
import { log } from '../log/log'
import type { AuthContext } from './context'
import { networkOf } from './network'

/** Each type by its name in the OWASP logging vocabulary, and how much attention it asks for. */
const VOCABULARY: Record<SecurityEventType, { event: string; level: 'info' | 'warn' }> = {
  'sign-up': { event: 'user_created', level: 'info' },
  'sign-in': { event: 'authn_login_success', level: 'info' },
  'sign-in-failed': { event: 'authn_login_fail', level: 'warn' },
  'sign-out': { event: 'session_expired', level: 'info' },
  'sign-out-everywhere': { event: 'authn_token_revoked', level: 'info' },
  'password-changed': { event: 'authn_password_change', level: 'info' },
  'session-ended': { event: 'session_expired', level: 'info' },
  'refresh-recovered': { event: 'session_renewed', level: 'info' },
  'token-reuse': { event: 'authn_token_reuse', level: 'warn' },
  'step-up': { event: 'authn_login_success', level: 'info' },
  'step-up-failed': { event: 'authn_login_fail', level: 'warn' },
  'account-disabled': { event: 'authn_login_lock', level: 'warn' },
  'account-enabled': { event: 'user_updated', level: 'info' },
}

export type NewEvent = {
  type: SecurityEventType
  /** Null for an address that nobody has an account with: that is logged, and kept nowhere. */
  userId: string | null
  /** The session it happened in or to. */
  sessionId: string | null
}

/**
 * Writes down what has happened (ASVS v5.0.0-16.3.1). It comes after the deed and never undoes or
 * fails it: where the row cannot be written, the log says so. Of where the request came from only
 * the network is kept.
 */
export async function recordEvent(
  { db, now, device }: Pick<AuthContext, 'db' | 'now' | 'device'>,
  { type, userId, sessionId }: NewEvent,
): Promise<void> {
  const ip = networkOf(device.ip)
  const { event, level } = VOCABULARY[type]
  log[level]({ event, type, userId, sessionId, ip })
  if (userId === null) return
  const { userAgent } = device
  try {
    const id = randomUUID()
    await insertEvent(db, { id, userId, sessionId, type, createdAt: now, ip, userAgent })
  } catch (error) {
    log.error({ event: 'security_event_lost', type, userId, error: causeOf(error) })
  }
}

/** How long after, in milliseconds: the answer has gone by then, and the next one is not due. */
const SOON = 50

/**
 * The same after the answer has gone. A row takes time, and where only some callers get one, the
 * time of the answer must not tell which (ASVS v5.0.0-6.3.8).
 */
export function recordEventSoon(...args: Parameters<typeof recordEvent>): void {
  setTimeout(() => void recordEvent(...args), SOON)
}
