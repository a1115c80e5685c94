import { PROBLEM_TYPE } from '../brand'
import { type ErrorCode, type Failure, isTokenCode } from '../contract/errors'

/** Status and title of every code: the edge of the closed union, and its whole translation. */
export const PROBLEMS: Record<ErrorCode, { status: number; title: string; detail: string }> = {
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
  'no-session': { status: 401, title: 'No session', detail: 'Nobody is signed in here.' },
  'invalid-token': { status: 401, title: 'Invalid token', detail: 'The token is not valid.' },
  'session-expired': { status: 401, title: 'Session expired', detail: 'The session has expired.' },
  'session-revoked': { status: 401, title: 'Session revoked', detail: 'The session was ended.' },
  'token-reuse': {
    status: 401,
    title: 'Refresh token reuse',
    detail:
      'A refresh token was used again after it had been replaced. Somebody may have a copy of it, so the sessions were ended.',
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
}

/** Set by `incoming.ts` on a request whose method no route here can have. */
export const REFUSED_METHOD = 'x-refused-method'

/** What every answer of the API carries beside `SECURITY_HEADERS`: it is stored by no one. */
export const API_HEADERS = { 'Cache-Control': 'no-store' }

/** The members of a problem document (RFC 9457 section 3.1). */
export function problemBody({ code, detail, errors, reason }: Omit<Failure, 'ok' | 'retryAfter'>) {
  const { status, title, detail: usual } = PROBLEMS[code]
  return {
    type: PROBLEM_TYPE + code,
    title,
    status,
    detail: detail ?? usual,
    code,
    errors,
    // An extension member (RFC 9457 section 3.2): the code says what to do, this says why.
    reason,
  }
}

/**
 * Answers with a problem document (RFC 9457). Says what the table and the failure say and nothing
 * else: no stack, SQL, path or version (ASVS v5.0.0-16.5.1).
 */
export function problem(
  { retryAfter, ...told }: Omit<Failure, 'ok'>,
  headers: AnswerHeaders = {},
): Response {
  const body = problemBody(told)
  const { status, code } = body
  const challenge = isTokenCode(code) ? 'Bearer error="invalid_token"' : 'Bearer'
  return new Response(JSON.stringify(body), {
    status,
    headers: headersOf({
      'Content-Type': 'application/problem+json',
      ...(status === 401 && { 'WWW-Authenticate': challenge }),
      ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
      ...headers,
    }),
  })
}

/** Answers with JSON. */
export function json(status: number, body: unknown, headers: AnswerHeaders = {}): Response {
  return Response.json(body, { status, headers: headersOf(headers) })
}

/** Answers 204. */
export function noContent(headers: AnswerHeaders = {}): Response {
  return new Response(null, { status: 204, headers: headersOf(headers) })
}

/** An array is a header that comes more than once. */
export type AnswerHeaders = Record<string, string | string[]>

function headersOf(more: AnswerHeaders): Headers {
  const headers = new Headers()
  for (const [name, values] of Object.entries({ ...API_HEADERS, ...more })) {
    headers.delete(name)
    for (const value of [values].flat()) headers.append(name, value)
  }
  return headers
}
