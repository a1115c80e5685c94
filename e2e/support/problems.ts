/** The problem documents of the contract. */
import { expect } from 'playwright/test'
import { PROBLEM_TYPE } from '../../lib/brand'
import { END_REASONS, type EndReason } from '../../lib/contract/end-reasons'
import { type ErrorCode, isTokenCode, PROBLEMS } from '../../lib/contract/errors'
import type { Answer } from './client'

export type Problem = {
  type: string
  title: string
  status: number
  detail: string
  code: ErrorCode
  instance?: string
  errors?: { path: string; message: string }[]
  reason?: EndReason
}

/** These say why the session ended. */
const ABOUT_AN_ENDED_SESSION: ErrorCode[] = ['session-revoked', 'token-reuse']
/** These say how many seconds to wait. */
const WITH_A_WAIT: ErrorCode[] = ['busy', 'too-many-requests']

/** A stack, SQL, a path of the server or a version. */
const INTERNALS =
  /\bat \S+ \(|node_modules|node:|\.next\b|\.[cm]?[jt]sx?\b|file:|sqlite|drizzle|\b(select|insert|update|delete)\b.*\b(from|into|set)\b|\bnext\.?js\b|\d+\.\d+\.\d+|Error:/i

/**
 * Asserts that an answer is the problem document of a code, complete and nothing more
 * (RFC 9457, RFC 6750 section 3, RFC 9110 section 15.5.2).
 *
 * @param reason why the session ended; without it, any reason of the contract.
 */
export function expectProblem(answer: Answer, code: ErrorCode, reason?: EndReason): Problem {
  expect({ status: answer.status, body: answer.text }).toEqual({
    status: PROBLEMS[code].status,
    body: expect.stringContaining(`"code":"${code}"`),
  })
  expect(answer.headers['content-type']).toBe('application/problem+json')
  expect(answer.headers['cache-control']).toBe('no-store')
  const problem = answer.json<Problem>()
  const id = answer.headers['x-request-id']
  const inputs = code === 'invalid-input' || code === 'weak-password'
  expect(problem).toEqual({
    type: PROBLEM_TYPE + code,
    title: expect.stringMatching(/./),
    status: PROBLEMS[code].status,
    detail: expect.stringMatching(/./),
    code,
    // A second service has no ids.
    ...(id && { instance: `urn:uuid:${id}` }),
    ...(inputs && { errors: expect.anything() }),
    ...(ABOUT_AN_ENDED_SESSION.includes(code) && {
      reason: reason ?? expect.stringMatching(`^(${END_REASONS.join('|')})$`),
    }),
  })
  for (const entry of problem.errors ?? []) {
    expect(entry).toEqual({ path: expect.any(String), message: expect.stringMatching(/./) })
  }
  expect(answer.headers['www-authenticate']).toBe(challengeOf(code))
  expect(answer.headers['retry-after'] ?? '').toMatch(
    WITH_A_WAIT.includes(code) ? /^[1-9]\d*$/ : /^$/,
  )
  expectNoInternals(answer)
  return problem
}

/** All that an attacker can compare of two answers: not the time, and not the id of the request. */
export function comparable({ status, headers, setCookies, text }: Answer) {
  const { date: _, connection: __, 'keep-alive': ___, 'x-request-id': id = '', ...rest } = headers
  return { status, headers: rest, setCookies, text: id ? text.replace(id, 'id') : text }
}

/** Asserts that an answer shows nothing of how the server is made. */
export function expectNoInternals(answer: Answer): void {
  expect(answer.text).not.toMatch(INTERNALS)
  expect(answer.headers).not.toHaveProperty('x-powered-by')
  expect(answer.headers).not.toHaveProperty('server')
}

function challengeOf(code: ErrorCode): string | undefined {
  if (PROBLEMS[code].status !== 401) return undefined
  return isTokenCode(code) ? 'Bearer error="invalid_token"' : 'Bearer'
}
