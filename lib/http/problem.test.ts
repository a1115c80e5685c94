import { expect, test } from 'vitest'
import { PROBLEM_TYPE } from '../brand'
import { type ErrorCode, failure, PROBLEMS } from '../contract/errors'
import { withRequestId } from '../log/request-id'
import { json, noContent, problem } from './problem'

const CODES = Object.keys(PROBLEMS) as ErrorCode[]
/** Codes that judge a token which was sent (RFC 6750 section 3.1). */
const OF_A_TOKEN = ['invalid-token', 'session-expired', 'session-revoked', 'token-reuse']

test.each(CODES)('when the code is %s, the answer is its problem document', async (code) => {
  const { status } = PROBLEMS[code]
  const response = problem(failure(code))
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await response.json()).toEqual({
    type: PROBLEM_TYPE + code,
    title: expect.stringMatching(/^[A-Z]/),
    status,
    detail: expect.stringMatching(/^[A-Z].*\.$/),
    code,
  })
  const challenge = OF_A_TOKEN.includes(code) ? 'Bearer error="invalid_token"' : 'Bearer'
  expect(response.headers.get('www-authenticate')).toBe(status === 401 ? challenge : null)
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

test('when a request is answered, the problem has its id', async () => {
  const id = '0e4a1f5c-2a7b-4a59-9d1e-4e6a0b1c2d3f'
  const body = await withRequestId(id, () => problem(failure('busy'))).json()
  expect(body.instance).toBe(`urn:uuid:${id}`)
})

test('when a failure holds more, nothing else of it leaves', async () => {
  const leaky = { ...failure('busy'), stack: 'at x.ts:1', sql: 'SELECT', cause: new Error('x') }
  const body = await problem(leaky).json()
  expect(Object.keys(body).sort()).toEqual(['code', 'detail', 'status', 'title', 'type'])
})

test.each([
  [1, '1'],
  [0, '0'],
  [undefined, null],
])('when retryAfter is %j, the header Retry-After is %j', (retryAfter, expected) => {
  const more = retryAfter === undefined ? {} : { retryAfter }
  expect(problem(failure('busy', more)).headers.get('retry-after')).toBe(expected)
})

test('when further headers are given, they are added', () => {
  const { headers } = problem(failure('method-not-allowed'), { Allow: 'GET' })
  expect(headers.get('allow')).toBe('GET')
  expect(headers.get('cache-control')).toBe('no-store')
})

test('when an answer is no problem, it is not stored either', async () => {
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

test('when it is known why a session ended, the answer has the reason', async () => {
  const ended = problem(failure('session-revoked', { reason: 'password-change' }))
  expect(await ended.json()).toMatchObject({ code: 'session-revoked', reason: 'password-change' })
  expect(await problem(failure('session-revoked')).json()).not.toHaveProperty('reason')
})
