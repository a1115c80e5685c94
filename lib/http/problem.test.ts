import { describe, expect, test } from 'vitest'
import { PROBLEM_TYPE } from '../brand'
import { type ErrorCode, failure, PROBLEMS } from '../contract/errors'
import { json, noContent, problem } from './problem'

const STATUS: Record<ErrorCode, number> = {
  'malformed-request': 400,
  'headers-too-large': 431,
  'request-timeout': 408,
  'malformed-body': 400,
  'body-too-large': 413,
  'unsupported-media-type': 415,
  'invalid-input': 422,
  'weak-password': 422,
  'email-taken': 409,
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
  'too-many-requests': 429,
  busy: 503,
  'internal-error': 500,
}
const CODES = Object.keys(STATUS) as ErrorCode[]

/** Codes that judge a token which was sent (RFC 6750 section 3.1). */
const OF_A_TOKEN = ['invalid-token', 'session-expired', 'session-revoked', 'token-reuse']

test('every code has its problem, and there are no others', () => {
  expect(Object.keys(PROBLEMS).sort()).toEqual([...CODES].sort())
})

describe.each(CODES)('%s', (code) => {
  test('is a problem document with its status', async () => {
    const response = problem(failure(code))
    expect(response.status).toBe(STATUS[code])
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toEqual({
      type: PROBLEM_TYPE + code,
      title: expect.stringMatching(/^[A-Z]/),
      status: STATUS[code],
      detail: expect.stringMatching(/^[A-Z].*\.$/),
      code,
    })
  })

  test('is stored by no one', () => {
    expect(problem(failure(code)).headers.get('cache-control')).toBe('no-store')
  })

  test('challenges exactly when it is a 401', () => {
    const expected = OF_A_TOKEN.includes(code) ? 'Bearer error="invalid_token"' : 'Bearer'
    const challenge = problem(failure(code)).headers.get('www-authenticate')
    expect(challenge).toBe(STATUS[code] === 401 ? expected : null)
  })
})

test('when an error has details and field errors, the answer has them, and the title stays', async () => {
  const errors = [{ path: 'password', message: 'Too short.' }]
  const response = problem(failure('weak-password', { detail: 'Too short.', errors }))
  expect(await response.json()).toMatchObject({
    title: 'Weak password',
    detail: 'Too short.',
    errors,
  })
})

test('nothing else of a failure leaves', async () => {
  const leaky = { ...failure('busy'), stack: 'at x.ts:1', sql: 'SELECT', cause: new Error('x') }
  const body = await problem(leaky).json()
  expect(Object.keys(body).sort()).toEqual(['code', 'detail', 'status', 'title', 'type'])
})

test.each([
  [1, '1'],
  [0, '0'],
  [undefined, null],
])('retryAfter %j is the header Retry-After %j, in seconds', (retryAfter, expected) => {
  const more = retryAfter === undefined ? {} : { retryAfter }
  expect(problem(failure('busy', more)).headers.get('retry-after')).toBe(expected)
})

test('further headers are added', () => {
  const { headers } = problem(failure('method-not-allowed'), { Allow: 'GET' })
  expect(headers.get('allow')).toBe('GET')
  expect(headers.get('cache-control')).toBe('no-store')
})

test('answers that are no problem are not stored either', async () => {
  const answer = json(201, { user: null }, { 'Set-Cookie': 'a=b' })
  expect(answer.status).toBe(201)
  expect(await answer.json()).toEqual({ user: null })
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(answer.headers.get('set-cookie')).toBe('a=b')
  const empty = noContent({ 'Set-Cookie': 'a=b' })
  expect(empty.status).toBe(204)
  expect(empty.body).toBeNull()
  for (const { headers } of [answer, empty]) expect(headers.get('cache-control')).toBe('no-store')
})

test('why a session ended is a member of its own, and absent where there is nothing to say', async () => {
  const told = problem(failure('session-revoked', { reason: 'password-change' }))
  expect(await told.json()).toMatchObject({ code: 'session-revoked', reason: 'password-change' })
  expect(await problem(failure('session-revoked')).json()).not.toHaveProperty('reason')
})
