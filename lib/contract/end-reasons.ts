/** Why sessions end: as the database keeps it, as the API says it, and as a page shows it. */
import type { TerminalCode } from './errors'

/**
 * Why one session ended, as its row keeps it: by its own sign-out, from the list of sessions, by the
 * next sign-in in the same browser, by the reuse of its token, by newer ones beyond AUTH_MAX_SESSIONS.
 */
export const REVOKED_REASONS = [
  'sign-out',
  'ended-elsewhere',
  'replaced',
  'reuse',
  'session-limit',
] as const

export type RevokedReason = (typeof REVOKED_REASONS)[number]

/** Why all sessions of a user ended at once, as the user's row keeps it beside `token_version`. */
export const TOKEN_VERSION_REASONS = [
  'password-change',
  'sign-out-everywhere',
  'token-reuse',
  'disabled',
  'email-change-undone',
] as const

export type TokenVersionReason = (typeof TOKEN_VERSION_REASONS)[number]

/**
 * Why a session ended that did not expire: the `reason` of a problem. `sign-in`: the next sign-in in
 * the same browser. `token-reuse` ended all sessions of the user, `token-reuse-session` this one alone
 * (AUTH_REUSE_SCOPE).
 */
export const END_REASONS = [
  'sign-out',
  'sign-in',
  'ended-elsewhere',
  'session-limit',
  'token-reuse-session',
  ...TOKEN_VERSION_REASONS,
] as const

export type EndReason = (typeof END_REASONS)[number]

/**
 * Why a refresh token is refused. `out-of-date`: it was replaced, and the browser has gone back to it;
 * or it is a copy.
 */
export const REFUSAL_REASONS = [...END_REASONS, 'out-of-date'] as const

export type RefusalReason = (typeof REFUSAL_REASONS)[number]

/**
 * Why a session that a page had is over.
 * `signed-out`: by this page. `signed-out-elsewhere`: by another tab of this browser.
 * `signed-out-everywhere`: by this page, with every other session of the user.
 * `account-deleted`: by this page, with the account itself.
 * `cookie-conflict`: pages and API get different sessions, because a cookie lies on one path alone.
 * The rest comes from the server: the reason that it gives, or else its code.
 */
export type PageEndReason =
  | 'signed-out'
  | 'signed-out-elsewhere'
  | 'signed-out-everywhere'
  | 'account-deleted'
  | 'cookie-conflict'
  | RefusalReason
  | TerminalCode
