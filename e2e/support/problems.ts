/** What every problem document of the contract has in common. */

import { expect } from 'playwright/test'
import { PROBLEM_TYPE } from '../../lib/brand'
import type { Answer } from './client'

/** The contract's table of codes and statuses. */
const STATUS = {
  'malformed-request': 400,
  'headers-too-large': 431,
  'request-timeout': 408,
  'malformed-body': 400,
  'invalid-credentials': 401,
  'no-session': 401,
  'invalid-token': 401,
  'session-expired': 401,
  'session-revoked': 401,
  'token-reuse': 401,
  'cross-origin': 403,
  'step-up-required': 403,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'email-taken': 409,
  'body-too-large': 413,
  'unsupported-media-type': 415,
  'invalid-input': 422,
  'weak-password': 422,
  'internal-error': 500,
  busy: 503,
} as const

export type ProblemCode = keyof typeof STATUS

export type Problem = {
  type: string
  title: string
  status: number
  detail: string
  code: ProblemCode
  errors?: { path: string; message: string }[]
  reason?: EndedReason
}

const ABOUT_A_SENT_TOKEN: ProblemCode[] = [
  'invalid-token',
  'session-expired',
  'session-revoked',
  'token-reuse',
]

/** With these a problem says why the session ended. */
const ABOUT_AN_ENDED_SESSION: ProblemCode[] = ['session-revoked', 'token-reuse']

const REASONS = [
  'sign-out',
  'sign-in',
  'ended-elsewhere',
  'session-limit',
  'sign-out-everywhere',
  'password-change',
  'token-reuse',
  'token-reuse-session',
  'disabled',
] as const

export type EndedReason = (typeof REASONS)[number]

/** A stack, SQL, a path of the server or a version: none of it is for a caller. */
const INTERNALS =
  /\bat \S+ \(|node_modules|node:|\.next\b|\.[cm]?[jt]sx?\b|file:|sqlite|drizzle|\b(select|insert|update|delete)\b.*\b(from|into|set)\b|\bnext\.?js\b|\d+\.\d+\.\d+|Error:/i

/**
 * Asserts an answer to be the problem document of a code, complete and with nothing more in it
 * (RFC 9457, RFC 6750 section 3, RFC 9110 section 15.5.2).
 *
 * @param reason why the session ended; without it any that the contract knows.
 */
export function expectProblem(answer: Answer, code: ProblemCode, reason?: EndedReason): Problem {
  expect({ status: answer.status, body: answer.text }).toEqual({
    status: STATUS[code],
    body: expect.stringContaining(`"code":"${code}"`),
  })
  expect(answer.headers['content-type']).toBe('application/problem+json')
  expect(answer.headers['cache-control']).toBe('no-store')
  const problem = answer.json<Problem>()
  const inputs = code === 'invalid-input' || code === 'weak-password'
  expect(problem).toEqual({
    type: PROBLEM_TYPE + code,
    title: expect.stringMatching(/./),
    status: STATUS[code],
    detail: expect.stringMatching(/./),
    code,
    ...(inputs && { errors: expect.anything() }),
    ...(ABOUT_AN_ENDED_SESSION.includes(code) && {
      reason: reason ?? expect.stringMatching(`^(${REASONS.join('|')})$`),
    }),
  })
  for (const entry of problem.errors ?? []) {
    expect(entry).toEqual({ path: expect.any(String), message: expect.stringMatching(/./) })
  }
  expect(answer.headers['www-authenticate']).toBe(challengeOf(code))
  expect(answer.headers['retry-after'] ?? '').toMatch(code === 'busy' ? /^[1-9]\d*$/ : /^$/)
  expectNoInternals(answer)
  return problem
}

/** Asserts that nothing of the server's insides is in an answer. */
export function expectNoInternals(answer: Answer): void {
  expect(answer.text).not.toMatch(INTERNALS)
  expect(answer.headers).not.toHaveProperty('x-powered-by')
  expect(answer.headers).not.toHaveProperty('server')
}

function challengeOf(code: ProblemCode): string | undefined {
  if (STATUS[code] !== 401) return undefined
  return ABOUT_A_SENT_TOKEN.includes(code) ? 'Bearer error="invalid_token"' : 'Bearer'
}
