// Machine: a clone need not edit this file.
/**
 * Calls the endpoints under /api/auth. Never rejects: what went wrong is in the answer.
 */

import { MAIL_OUTBOX } from '../contract/mail-outbox'
import { REFRESH_REQUEST_TIMEOUT } from '../contract/refresh-timeout'
import { type Answer, readProblem, readRetryAfter } from './answer'

/** What a call needs of the browser. `fetch` takes a path of this origin. */
export type CallDeps = {
  fetch(path: string, init: RequestInit): Promise<Response>
  isOnline(): boolean
}

export type CallOptions = {
  method?: 'POST' | 'DELETE'
  /** Sent as JSON; without one the request has no body. */
  body?: unknown
  /** The access token of the caller, where the endpoint asks for one. */
  token?: string | null
  /** Headers beside those that follow from the rest. */
  headers?: Record<string, string>
  /** Milliseconds for the whole answer, body included. */
  timeout?: number
  /** Cuts the call off; the answer is then `aborted`. */
  signal?: AbortSignal
  /** Lets the request outlive the page. */
  keepalive?: boolean
}

const TIMEOUT = REFRESH_REQUEST_TIMEOUT * 1_000
/** Milliseconds, for a call that hashes a password, perhaps two, and may have to queue. */
export const HASHING_TIMEOUT = 20_000

export async function post(
  deps: CallDeps,
  path: string,
  options: CallOptions = {},
): Promise<Answer> {
  const { method = 'POST', body, token = null, timeout = TIMEOUT, signal, headers } = options
  const { keepalive = false } = options
  if (signal?.aborted) return { kind: 'no-answer', why: 'aborted' }

  const controller = new AbortController()
  const cut = () => controller.abort()
  signal?.addEventListener('abort', cut)
  const timer = setTimeout(cut, timeout)
  try {
    const response = await deps.fetch(path, {
      method,
      headers: {
        ...headers,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== null && { authorization: `Bearer ${token}` }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      credentials: 'same-origin',
      // A redirect is never an answer of this API: a password must not be sent on to where a
      // portal or a mistaken proxy points.
      redirect: 'error',
      mode: 'same-origin',
      cache: 'no-store',
      keepalive,
      signal: controller.signal,
    })
    return await readAnswer(response)
  } catch {
    if (signal?.aborted) return { kind: 'no-answer', why: 'aborted' }
    if (controller.signal.aborted) return { kind: 'no-answer', why: 'timeout' }
    return { kind: 'no-answer', why: deps.isOnline() ? 'unreachable' : 'offline' }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', cut)
  }
}

/** Rejects when the body does not arrive; a body that is no JSON is an answer all the same. */
export async function readAnswer(response: Response): Promise<Answer> {
  const type = /^([^; \t]+)[ \t]*(;|$)/.exec(response.headers.get('content-type') ?? '')?.[1]
  const body = parse(await response.text())
  return {
    kind: 'answer',
    status: response.status,
    body: type?.toLowerCase() === 'application/json' ? body : null,
    problem: type?.toLowerCase() === 'application/problem+json' ? readProblem(body) : null,
    retryAfter: readRetryAfter(response.headers),
    outbox: response.headers.get(MAIL_OUTBOX),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
