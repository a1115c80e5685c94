// Machine: a clone need not edit this file.
/**
 * `fetch` with this page's access token.
 *
 * The token goes to this origin only. An address that leaves it, however it is written
 * (`//host`, `/\host`, an absolute URL that came out of data), is refused before anything is
 * sent: a token in the log of another server is a stolen session.
 */

import { readProblem } from './answer'
import { currentSession } from './browser'
import type { Access, Session } from './session-types'
import type { CallFailure } from './types'

/**
 * Why a call was not sent at all: there is a session, but no access token could be had for it (or
 * another user has signed in meanwhile). A TypeError, as `fetch` itself throws without a network;
 * `failure` says what to show and, where the server said so, how long to wait.
 */
export class AuthFetchError extends TypeError {
  override readonly name = 'AuthFetchError'
  readonly failure: CallFailure

  constructor(failure: CallFailure) {
    super(failure.detail)
    this.failure = failure
  }
}

/**
 * `timeout` is in milliseconds and for each attempt, so that it does not run while the page asks for
 * the password; a `signal` is for the whole call, and comes first. `purpose` says what for where
 * the password is asked for: `to download your data`.
 */
export type AuthFetchInit = RequestInit & { timeout?: number; purpose?: string }

/**
 * Calls a path of this origin as the signed-in user.
 *
 * - Token missing or over: it is refreshed first.
 * - 401: it is refreshed once and the call repeated once. The 401 itself ends nothing; the refresh
 *   decides. A body that is a stream cannot be sent twice: its 401 is the answer.
 * - 403 `step-up-required`: the page asks the user for the password, and the call is repeated
 *   once. Where they cancel, or the page has nothing to ask with, the 403 is the answer.
 * - Any other answer to this very call is returned, also 401, 403, 429 and 5xx.
 * - No one is signed in, or the session has just ended: it is sent without a token, and the
 *   server's answer is returned.
 * - No token could be had (no network, the server is busy or says to wait): nothing is sent.
 *
 * @param input a path such as `/api/me`
 * @throws AuthFetchError when no token could be had
 * @throws TypeError when the address is not of this origin, or as `fetch` does
 * @throws DOMException `AbortError` when `init.signal` is aborted
 */
export async function authFetch(
  input: string,
  { purpose, ...init }: AuthFetchInit = {},
): Promise<Response> {
  const url = sameOrigin(input, window.location.origin)
  const session = currentSession()
  const answer = await attempt(session, url, init)
  if (init.body instanceof ReadableStream || !(await asksForPassword(answer))) return answer
  if (!(await session.confirmPassword(purpose ?? null))) return answer
  await answer.body?.cancel()
  return attempt(session, url, init)
}

/** One call, repeated once where its token was refused. */
async function attempt(session: Session, url: string, init: AuthFetchInit): Promise<Response> {
  const first = await session.access(null)
  if (first.kind === 'failed') throw new AuthFetchError(first.failure)
  const answer = await send(url, init, first)
  if (answer.status !== 401 || first.kind === 'none' || init.body instanceof ReadableStream) {
    return answer
  }
  const second = await session.access(first.token)
  if (second.kind !== 'token') return answer
  await answer.body?.cancel()
  return send(url, init, second)
}

/** Looks into a copy: the answer may be the caller's to read. */
async function asksForPassword(answer: Response): Promise<boolean> {
  if (answer.status !== 403) return false
  const problem = readProblem(
    await answer
      .clone()
      .json()
      .catch(() => null),
  )
  return problem?.code === 'step-up-required'
}

function send(url: string, { timeout, ...init }: AuthFetchInit, access: Access): Promise<Response> {
  const signal = init.signal ?? (timeout === undefined ? undefined : AbortSignal.timeout(timeout))
  const headers = new Headers(init.headers)
  if (access.kind === 'token') headers.set('authorization', `Bearer ${access.token}`)
  // `same-origin` makes the browser refuse a redirect that would carry the token elsewhere.
  return fetch(url, { ...init, signal, headers, mode: 'same-origin' })
}

/**
 * Resolved against the origin, not the document: a `<base>` injected into the page would
 * otherwise turn a plain path into another host's.
 */
function sameOrigin(input: string, origin: string): string {
  const url = new URL(input, origin)
  if (url.origin !== origin) throw new TypeError('authFetch calls this origin only.')
  return url.href
}
