/**
 * Every way a request can fail, as one closed list.
 *
 * Clients decide by the code (RFC 9457: `type`, never `title` or `detail`), so a code, once released,
 * keeps its meaning. `detail` is what an answer says where the failure says nothing more exact.
 */
import type { EndReason } from './end-reasons'

export const PROBLEMS = {
  'malformed-request': {
    status: 400,
    title: 'Malformed request',
    detail: 'The request is not valid HTTP.',
  },
  'headers-too-large': {
    status: 431,
    title: 'Headers too large',
    detail: 'The headers have at most 16 KiB.',
  },
  'request-timeout': {
    status: 408,
    title: 'Request timeout',
    detail: 'The request took too long to arrive.',
  },
  'malformed-body': { status: 400, title: 'Malformed body', detail: 'The body is not valid JSON.' },
  'body-too-large': { status: 413, title: 'Body too large', detail: 'A body has at most 16 KiB.' },
  'unsupported-media-type': {
    status: 415,
    title: 'Unsupported media type',
    detail: 'Send the body as application/json, in UTF-8.',
  },
  'invalid-input': {
    status: 422,
    title: 'Invalid input',
    detail: 'Some of the input is not valid.',
  },
  'weak-password': { status: 422, title: 'Weak password', detail: 'Choose another password.' },
  'email-taken': {
    status: 409,
    title: 'Email address taken',
    detail: 'There is an account with this email address. Sign in instead.',
  },
  'invalid-credentials': {
    status: 401,
    title: 'Invalid credentials',
    detail: 'The email address or the password is wrong.',
  },
  'no-session': { status: 401, title: 'No session', detail: 'No one is signed in here.' },
  'invalid-token': { status: 401, title: 'Invalid token', detail: 'The token is not valid.' },
  'session-expired': { status: 401, title: 'Session expired', detail: 'The session has expired.' },
  'session-revoked': { status: 401, title: 'Session revoked', detail: 'The session was ended.' },
  'token-reuse': {
    status: 401,
    title: 'Refresh token reuse',
    detail:
      'A refresh token was used again after it had been replaced. An attacker may have a copy of it, so the sessions were ended.',
  },
  'cross-origin': {
    status: 403,
    title: 'Cross-origin request',
    detail: 'The request came from another origin.',
  },
  'step-up-required': {
    status: 403,
    title: 'Step-up required',
    detail: 'This needs your password again. Confirm it and repeat the request.',
  },
  forbidden: { status: 403, title: 'Forbidden', detail: 'This is not allowed.' },
  'not-found': { status: 404, title: 'Not found', detail: 'There is nothing here.' },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    detail: 'The header Allow names the methods that work here.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    detail: 'That was too often. Try again later.',
  },
  busy: { status: 503, title: 'Busy', detail: 'The server is busy. Try again in a moment.' },
  'internal-error': {
    status: 500,
    title: 'Internal error',
    detail: 'Something went wrong here. Try again later.',
  },
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
 * was ended, with `session-revoked` and `token-reuse`; `retryAfter` is in seconds.
 */
export type Failure<Code extends ErrorCode = ErrorCode> = {
  ok: false
  code: Code
  detail?: string
  errors?: FieldError[]
  reason?: EndReason
  retryAfter?: number
}

/** Makes a failure. Errors are values here: nothing in the domain throws to say no. */
export function failure<Code extends ErrorCode>(
  code: Code,
  more: Omit<Failure<Code>, 'ok' | 'code'> = {},
): Failure<Code> {
  return { ok: false, code, ...more }
}
