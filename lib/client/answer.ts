// Machine: a clone need not edit this file.
/**
 * What an answer means. Pure: an HTTP answer, or the lack of one, becomes a verdict about the
 * session or a failure that can be shown.
 *
 * The rule that keeps people signed in: only a 401 with a problem document (RFC 9457) that names a
 * terminal code ends a session. The 401 of a captive portal is HTML; a proxy's 502, a 429, a
 * time-out or no network say nothing about the session at all.
 */

import { REFUSAL_REASONS, type RefusalReason } from '../contract/end-reasons'
import {
  type ErrorCode,
  type FieldError,
  TERMINAL_CODES,
  type TerminalCode,
} from '../contract/errors'
import type { User } from '../contract/user'
import type { CallFailure, Connection } from './types'

/** What came back for a call. `retryAfter` is in seconds. */
export type Answer =
  | {
      kind: 'answer'
      status: number
      /** The parsed body of an `application/json` answer; null for any other. */
      body: unknown
      problem: Problem | null
      retryAfter: number | null
      /** The page that shows the mail, where no server sends it. */
      outbox?: string | null
    }
  | { kind: 'no-answer'; why: 'offline' | 'unreachable' | 'timeout' | 'aborted' }

/** The members of a problem document that this client reads. */
export type Problem = {
  code: string
  detail: string | null
  errors: FieldError[]
  /** What ended the session, where a 401 names it. */
  reason: string | null
}

/** What login and refresh give: an access token, its life in seconds, and whose it is. */
export type Grant = { accessToken: string; expiresIn: number; user: User }

/** Why a session is over, by the server: what ended it, or the code alone. */
export type ServerEndReason = RefusalReason | TerminalCode

/** What a refresh says about the session. */
export type Verdict =
  | { kind: 'granted'; grant: Grant }
  | { kind: 'ended'; reason: ServerEndReason }
  | { kind: 'kept'; connection: Exclude<Connection, 'ok'>; failure: CallFailure }

/** Decides what the answer to a refresh means for the session. */
export function judgeRefresh(answer: Answer): Verdict {
  const grant = readGrant(answer)
  if (grant) return { kind: 'granted', grant }
  const problem = answer.kind === 'answer' && answer.status === 401 ? answer.problem : null
  if (problem && isTerminal(problem.code)) return { kind: 'ended', reason: reasonOf(problem) }
  return { kind: 'kept', connection: connectionOf(answer), failure: asFailure(answer) }
}

/** Reads the 200 of login or refresh; null for anything else. */
export function readGrant(answer: Answer): Grant | null {
  if (answer.kind !== 'answer' || answer.status !== 200 || !isRecord(answer.body)) return null
  const { accessToken, tokenType, expiresIn } = answer.body
  const user = readUser(answer.body.user)
  // Visible ASCII only: a token goes into a header.
  if (typeof accessToken !== 'string' || !/^[\x21-\x7e]+$/.test(accessToken)) return null
  if (tokenType !== 'Bearer' || typeof expiresIn !== 'number' || !(expiresIn > 0)) return null
  return user && { accessToken, expiresIn, user }
}

/** Turns an answer that is not the wanted one into a failure with a sentence for the user. */
export function asFailure(answer: Answer): CallFailure {
  if (answer.kind === 'no-answer') {
    const code = answer.why === 'aborted' ? 'unreachable' : answer.why
    return failed(code, NO_ANSWER[code])
  }
  const { status, problem, retryAfter } = answer
  if (problem) {
    // Page and server come from one build, so the server's codes are this build's codes.
    const code = problem.code as ErrorCode
    return failed(code, problem.detail ?? UNEXPECTED, problem.errors, retryAfter)
  }
  if (status === 429) return failed('too-many-requests', TOO_MANY, [], retryAfter)
  if (status >= 500) return failed('unexpected-answer', TROUBLE, [], retryAfter)
  return failed('unexpected-answer', UNEXPECTED, [], retryAfter)
}

/** Did no answer of this app come back? What the call was to do may be done. */
export function isLost({ code }: CallFailure): boolean {
  return Object.hasOwn(NO_ANSWER, code) || code === 'unexpected-answer'
}

/** Did the server do what has no answer but that? Exactly 204: a captive portal says 200 to everything. */
export function isDone(answer: Answer): boolean {
  return answer.kind === 'answer' && answer.status === 204
}

/** What became of something that began before a sign-in or sign-out and must not go on after it. */
export function interrupted(): CallFailure {
  return failed('no-session', INTERRUPTED)
}

/** Reads a problem document; null when it is none. */
export function readProblem(body: unknown): Problem | null {
  if (!isRecord(body) || typeof body.code !== 'string') return null
  return {
    code: body.code,
    detail: typeof body.detail === 'string' && body.detail !== '' ? body.detail : null,
    errors: Array.isArray(body.errors) ? body.errors.flatMap(readFieldError) : [],
    reason: typeof body.reason === 'string' ? body.reason : null,
  }
}

/**
 * Seconds of a `Retry-After` header (RFC 9110 section 10.2.3), or null. A date is read against the
 * answer's own `Date`, so that a wrong clock in this computer does not matter.
 */
export function readRetryAfter(headers: Headers): number | null {
  const value = headers.get('retry-after')
  if (!value) return null
  if (/^\d+$/.test(value)) return Number(value)
  const seconds = (Date.parse(value) - Date.parse(headers.get('date') ?? '')) / 1_000
  return Number.isNaN(seconds) ? null : Math.max(0, seconds)
}

function connectionOf(answer: Answer): Exclude<Connection, 'ok'> {
  if (answer.kind === 'no-answer') return answer.why === 'offline' ? 'offline' : 'unreachable'
  return answer.status === 429 ? 'rate-limited' : 'unreachable'
}

/** Does this code end a session? */
export function isTerminal(code: string): code is TerminalCode {
  return TERMINAL_CODES.some((one) => one === code)
}

/** Is this one of the words with which the server says why a session is over? */
export function isServerEndReason(word: unknown): word is ServerEndReason {
  return [...TERMINAL_CODES, ...REFUSAL_REASONS].some((one) => one === word)
}

/** A word that this build does not know says less than the code beside it. */
function reasonOf({ code, reason }: Problem): ServerEndReason {
  return isServerEndReason(reason) ? reason : (code as TerminalCode)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/**
 * Takes the user as the server gives them. The members of a grant tell this app's answer from one of
 * a proxy or a captive portal; the id decides whose session it is. The rest is only shown, and page and
 * server are one build: a schema would cost each page more bytes than the whole session.
 */
export function readUser(value: unknown): User | null {
  return isRecord(value) && typeof value.id === 'string' && value.id !== '' ? (value as User) : null
}

function readFieldError(value: unknown): FieldError[] {
  if (!isRecord(value)) return []
  const { path, message } = value
  return typeof path === 'string' && typeof message === 'string' ? [{ path, message }] : []
}

function failed(
  code: CallFailure['code'],
  detail: string,
  errors: FieldError[] = [],
  retryAfter: number | null = null,
): CallFailure {
  return { ok: false, code, detail, errors, retryAfter }
}

const NO_ANSWER = {
  offline: 'You are offline. Check your connection and try again.',
  unreachable: 'The server cannot be reached. Check your connection and try again.',
  timeout: 'The server took too long to answer. Wait a moment and try again.',
}
const TROUBLE = 'The server has a problem. Wait a moment and try again.'
const TOO_MANY = 'Too many attempts. Wait a moment and try again.'
const UNEXPECTED = 'The answer was not one from this app. Check your connection and try again.'
const INTERRUPTED = 'You signed in or out in the meantime. Try again.'
