// Machine: a clone need not edit this file.
/**
 * Refresh token rotation: the table of the session machine as one pure function.
 *
 * A browser re-presents a token honestly all the time: page loads, several tabs, F5, answers lost
 * in a tunnel. Calling that theft signs users out for nothing; allowing it without a limit lets
 * an attacker hide. `docs/rotation.md` says why each row is as it is.
 */
import type { TerminalCode } from '../../contract/errors'
import { REFRESH_REQUEST_TIMEOUT } from '../../contract/refresh-timeout'

/**
 * In seconds. For this long after a token was given out again, an honest request may be under way that
 * knows only the one before: the answer itself takes up to one time-out, a request that was sent
 * just before it arrived another, and clocks may differ a little.
 */
export const UNDER_WAY = 2 * REFRESH_REQUEST_TIMEOUT + 5

/**
 * Until a cookie is on disk, in seconds: a browser that is killed forgets what it was given since.
 * Chromium writes 30 s after the first change (`SQLitePersistentCookieStore`). Firefox writes at
 * once and leaves it to the system (`PRAGMA synchronous = OFF`), which on Linux takes as long.
 */
const COOKIE_WRITE_DELAY = 30

/**
 * In seconds. For this long after a token was given out, its browser may forget it. A request that
 * was sent in that time may arrive as late as an answer may.
 */
export const UNSAVED = COOKIE_WRITE_DELAY + UNDER_WAY

/** What the decision needs of a session row. Times are milliseconds since 1970. */
export type RotationState = {
  generation: number
  previousGeneration: number | null
  confirmedGeneration: number | null
  rotatedAt: number | null
  /** When the current token was last given out again, by `retried`. */
  retriedAt: number | null
  idleExpiresAt: number
  absoluteExpiresAt: number
  revokedAt: number | null
  revokedReason: string | null
  tokenVersion: number
  /** `users.token_version`; a session counts only while its own is equal. Null: the user is disabled. */
  userTokenVersion: number | null
}

/** A refresh token whose signature is good. */
export type PresentedToken = {
  generation: number
  /** Does its `jti` prove the generation and, for the current one, its hash match the row? */
  authentic: boolean
}

/** In seconds; 0 and 0 are strict textbook rotation. */
export type RotationRules = { refreshGrace: number; refreshCoalesce: number }

export type RotationDecision =
  /** Next generation by compare-and-swap; the presented one becomes the previous. */
  | { kind: 'rotated' }
  /** New access token of the presented generation only; no Set-Cookie. */
  | { kind: 'unchanged' }
  /** The identical current refresh token again: the answer that carried it was lost. */
  | { kind: 'retried' }
  /** Next generation in place of the current one, which was never used. */
  | { kind: 'recovered' }
  /** A token that was already replaced: two clients hold tokens of this session. */
  | { kind: 'reuse' }
  | { kind: 'refused'; code: Exclude<TerminalCode, 'no-session' | 'token-reuse'> }

/** The reason a session ends with when its user signs out. */
export const SIGN_OUT = 'sign-out'

/**
 * Decides what presenting a refresh token means.
 *
 * @param now in milliseconds, of the same clock that wrote the row.
 */
export function decideRotation(
  session: RotationState,
  presented: PresentedToken,
  now: number,
  rules: RotationRules,
): RotationDecision {
  const { generation: current, previousGeneration: previous } = session
  const graceMs = rules.refreshGrace * 1000
  const coalesceMs = rules.refreshCoalesce * 1000
  const strict = graceMs === 0 && coalesceMs === 0

  // Never issued, or proved by nothing: noise, not theft. No alarm, or anyone could sound it.
  if (!presented.authentic || presented.generation > current) return refused('invalid-token')

  // Before the reuse below: a stale copy ends everything once, and not again after the next sign-in.
  if (session.tokenVersion !== session.userTokenVersion) return refused('session-revoked')

  if (session.revokedAt !== null) {
    // Signing out cleared the cookie of that browser. Who presents its token later has a copy.
    const byItself = session.revokedReason === SIGN_OUT
    return byItself && now - session.revokedAt > graceMs
      ? { kind: 'reuse' }
      : refused('session-revoked')
  }
  if (now >= session.idleExpiresAt || now >= session.absoluteExpiresAt) {
    return refused('session-expired')
  }

  const sinceGivenOut = now - lastGivenOut(session)

  if (presented.generation === current) {
    return !strict && sinceGivenOut < coalesceMs ? { kind: 'unchanged' } : { kind: 'rotated' }
  }
  if (presented.generation === previous && !strict) {
    if (session.rotatedAt !== null && now - session.rotatedAt < graceMs) return { kind: 'retried' }
    // Given out again at the end of the grace, the current token may arrive late. A next generation
    // now would be overwritten in the cookie jar by that answer, and the next refresh would look
    // like theft; so would a request that was sent just before it arrived.
    if (sinceGivenOut < Math.min(rules.refreshGrace, UNDER_WAY) * 1000) return { kind: 'unchanged' }
    // Never received, or forgotten by a browser that was killed before it was on disk.
    if (session.confirmedGeneration !== current) return { kind: 'recovered' }
  }
  return { kind: 'reuse' }
}

/**
 * Is the current token surely on the disk of a browser that shows it now? Only then does showing it
 * count: until then the same browser may come back with the previous one.
 */
export function isSaved(
  session: GivenOut,
  now: number,
  { refreshCoalesce }: RotationRules,
): boolean {
  return now - lastGivenOut(session) >= Math.min(refreshCoalesce, UNSAVED) * 1000
}

type GivenOut = Pick<RotationState, 'rotatedAt' | 'retriedAt'>

/** When the current token was made, or last given out again by `retried`; long ago for the first. */
function lastGivenOut({ rotatedAt, retriedAt }: GivenOut): number {
  if (rotatedAt === null) return Number.NEGATIVE_INFINITY
  return Math.max(rotatedAt, retriedAt ?? rotatedAt)
}

function refused(code: Exclude<TerminalCode, 'no-session' | 'token-reuse'>): RotationDecision {
  return { kind: 'refused', code }
}
