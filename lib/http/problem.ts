// Machine: a clone need not edit this file.
import { PROBLEM_TYPE } from '../brand'
import { type ErrorCode, type Failure, isTokenCode, PROBLEMS } from '../contract/errors'
import { requestId } from '../log/request-id'

/** Set by `incoming.ts` on a request whose method no route here can have. */
export const REFUSED_METHOD = 'x-refused-method'

/** What every answer of the API carries beside `SECURITY_HEADERS`: it is stored by no one. */
export const API_HEADERS = { 'Cache-Control': 'no-store' }

/** The members of a problem document (RFC 9457 section 3.1). */
export function problemBody({ code, detail, errors, reason }: Omit<Failure, 'ok' | 'retryAfter'>) {
  const { status, detail: usual } = PROBLEMS[code]
  const id = requestId()
  return {
    type: PROBLEM_TYPE + code,
    title: titleOf(code),
    status,
    detail: detail ?? usual,
    code,
    instance: id && `urn:uuid:${id}`,
    errors,
    // An extension member (RFC 9457 section 3.2): the code says what to do, this says why.
    reason,
  }
}

/** `session-expired` is `Session expired`. */
function titleOf(code: ErrorCode): string {
  const words = code.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/**
 * Answers with a problem document (RFC 9457). Says what the table and the failure say and nothing
 * else: no stack, SQL, path or version (ASVS v5.0.0-16.5.1).
 */
export function problem(
  { retryAfter, ...known }: Omit<Failure, 'ok'>,
  headers: AnswerHeaders = {},
): Response {
  const body = problemBody(known)
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

/** Answers 202: the rest comes by mail. */
export function accepted(headers: AnswerHeaders = {}): Response {
  return new Response(null, { status: 202, headers: headersOf(headers) })
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
