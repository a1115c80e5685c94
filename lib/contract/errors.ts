/**
 * Every way a request can fail, as one closed union.
 *
 * The codes are what clients decide by (RFC 9457: `type`, never `title` or `detail`), so a code,
 * once released, keeps its meaning. HTTP statuses and titles live in `lib/http/problem.ts`:
 * nothing in `lib/auth` knows about HTTP.
 */
export type ErrorCode =
  // What was sent
  | 'malformed-request'
  | 'headers-too-large'
  | 'request-timeout'
  | 'malformed-body'
  | 'body-too-large'
  | 'unsupported-media-type'
  | 'invalid-input'
  | 'weak-password'
  | 'email-taken'
  // Who sent it
  | 'invalid-credentials'
  | 'no-session'
  | 'invalid-token'
  | 'session-expired'
  | 'session-revoked'
  | 'token-reuse'
  // What they may do
  | 'step-up-required'
  | 'cross-origin'
  | 'forbidden'
  | 'not-found'
  | 'method-not-allowed'
  // What the server can do
  | 'too-many-requests'
  | 'busy'
  | 'internal-error'

/** The codes that judge a token that was sent, and end what it stood for. */
export const TOKEN_CODES = [
  'invalid-token',
  'session-expired',
  'session-revoked',
  'token-reuse',
] as const satisfies ErrorCode[]

export function isTokenCode(code: ErrorCode): boolean {
  return TOKEN_CODES.some((one) => one === code)
}

/** The codes that end a session: the browser's copy of it is worthless from here on. */
export type TerminalCode = 'no-session' | (typeof TOKEN_CODES)[number]

/**
 * Why a session ended that did not simply expire, for whoever it ended under.
 * `sign-in`: the next sign-in in the same browser. `session-limit`: newer sessions than the oldest
 * may be beside. `token-reuse` ended all sessions of the person,
 * `token-reuse-session` this one alone (AUTH_REUSE_SCOPE).
 */
export type EndedReason =
  | 'sign-out'
  | 'sign-in'
  | 'ended-elsewhere'
  | 'session-limit'
  | 'sign-out-everywhere'
  | 'password-change'
  | 'token-reuse'
  | 'token-reuse-session'
  | 'disabled'

/**
 * Why the refresh cookie of a browser is good for nothing, as a page tells it. `out-of-date`: it was
 * replaced, and the browser has gone back to it; or it is a copy.
 */
export type DeadCookie = EndedReason | 'session-expired' | 'out-of-date'

/** One failed field of an input: `path` is the member's name, `message` is for the person. */
export type FieldError = { path: string; message: string }

/**
 * A failure as a value. `detail` explains this occurrence to a person; `reason` says why a session
 * was ended, with `session-revoked` and `token-reuse`; `retryAfter` is in seconds.
 */
export type Failure<Code extends ErrorCode = ErrorCode> = {
  ok: false
  code: Code
  detail?: string
  errors?: FieldError[]
  reason?: EndedReason
  retryAfter?: number
}

/** Makes a failure. Errors are values here: nothing in the domain throws to say no. */
export function failure<Code extends ErrorCode>(
  code: Code,
  more: Omit<Failure<Code>, 'ok' | 'code'> = {},
): Failure<Code> {
  return { ok: false, code, ...more }
}
