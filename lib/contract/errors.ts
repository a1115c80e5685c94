/**
 * Every way a request can fail, as one closed list.
 *
 * Clients decide by the code (RFC 9457: `type`, never `title` or `detail`), so a code, once released,
 * keeps its meaning. `detail` is what an answer says where the failure says nothing more exact; the
 * title is the code in words.
 */
import type { RefusalReason } from './end-reasons'

export const PROBLEMS = {
  'malformed-request': { status: 400, detail: 'The request is not valid HTTP.' },
  'headers-too-large': { status: 431, detail: 'The headers have at most 16 KiB.' },
  'request-timeout': { status: 408, detail: 'The request took too long to arrive.' },
  'malformed-body': { status: 400, detail: 'The body is not valid JSON.' },
  'body-too-large': { status: 413, detail: 'A body has at most 16 KiB.' },
  'unsupported-media-type': { status: 415, detail: 'Send the body as application/json, in UTF-8.' },
  'invalid-input': { status: 422, detail: 'Some of the input is not valid.' },
  'weak-password': { status: 422, detail: 'Choose another password.' },
  'email-taken': {
    status: 409,
    detail: 'There is an account with this email address. Sign in instead.',
  },
  'invalid-credentials': { status: 401, detail: 'The email address or the password is wrong.' },
  'email-unverified': {
    status: 403,
    detail:
      'Your address is not verified yet. Open the link in the mail to it, or ask for a new mail, and sign in after that.',
  },
  'no-session': { status: 401, detail: 'No one is signed in here.' },
  'invalid-token': { status: 401, detail: 'The token is not valid.' },
  'session-expired': { status: 401, detail: 'The session has expired.' },
  'session-revoked': { status: 401, detail: 'The session was ended.' },
  'token-reuse': {
    status: 401,
    detail:
      'A refresh token was used again after it had been replaced. An attacker may have a copy of it, so the sessions were ended.',
  },
  'cross-origin': { status: 403, detail: 'The request came from another origin.' },
  'step-up-required': {
    status: 403,
    detail: 'This needs your password again. Confirm it and repeat the request.',
  },
  forbidden: { status: 403, detail: 'This is not allowed.' },
  'not-found': { status: 404, detail: 'There is nothing here.' },
  'method-not-allowed': {
    status: 405,
    detail: 'The header Allow names the methods that work here.',
  },
  'too-many-requests': { status: 429, detail: 'There were too many requests.' },
  busy: { status: 503, detail: 'The server is busy. Try again in a moment.' },
  'internal-error': { status: 500, detail: 'Something went wrong here. Try again later.' },
} as const

export type ErrorCode = keyof typeof PROBLEMS

export const ERROR_CODES = Object.keys(PROBLEMS) as ErrorCode[]

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
export const TERMINAL_CODES = ['no-session', ...TOKEN_CODES] as const satisfies ErrorCode[]

export type TerminalCode = (typeof TERMINAL_CODES)[number]

/** One failed field of an input: `path` is the member's name, `message` is for the person. */
export type FieldError = { path: string; message: string }

/**
 * A failure as a value. `detail` explains this occurrence to a person; `reason` says why a session
 * was ended, with `session-revoked` and `token-reuse`, or why a token is refused; `retryAfter` is in seconds.
 */
export type Failure<Code extends ErrorCode = ErrorCode> = {
  ok: false
  code: Code
  detail?: string
  errors?: FieldError[]
  reason?: RefusalReason
  retryAfter?: number
}

/** Makes a failure. Errors are values here: nothing in the domain throws to say no. */
export function failure<Code extends ErrorCode>(
  code: Code,
  more: Omit<Failure<Code>, 'ok' | 'code'> = {},
): Failure<Code> {
  return { ok: false, code, ...more }
}
