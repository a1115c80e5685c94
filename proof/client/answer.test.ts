import { describe, expect, test } from 'vitest'
import {
  type Answer,
  asFailure,
  judgeRefresh,
  readGrant,
  readProblem,
  readRetryAfter,
} from '../../lib/client/answer'
import { ada } from '../../lib/contract/testing'

const granted = { accessToken: 'a.b.c', tokenType: 'Bearer', expiresIn: 900, user: ada }

function answered(status: number, more: Partial<Answer & { kind: 'answer' }> = {}): Answer {
  return { kind: 'answer', status, body: null, problem: null, retryAfter: null, ...more }
}
const withCode = (status: number, code: string, reason: string | null = null) =>
  answered(status, { problem: { code, detail: null, errors: [], reason } })
const nothing = (why: 'offline' | 'unreachable' | 'timeout' | 'aborted'): Answer => ({
  kind: 'no-answer',
  why,
})

describe('what a refresh says about the session', () => {
  test.each(['no-session', 'invalid-token', 'session-expired', 'session-revoked', 'token-reuse'])(
    'when a 401 has the code %s, the session ends',
    (code) => {
      expect(judgeRefresh(withCode(401, code))).toEqual({ kind: 'ended', reason: code })
    },
  )

  test.each([
    ['session-revoked', 'ended-elsewhere', 'ended-elsewhere'],
    ['session-revoked', 'token-reuse', 'token-reuse'],
    ['token-reuse', 'token-reuse-session', 'token-reuse-session'],
    ['session-revoked', 'of another release', 'session-revoked'],
    ['session-revoked', 'toString', 'session-revoked'],
  ])('when a 401 %s has the reason %s, the end reason is %s', (code, reason, expected) => {
    expect(judgeRefresh(withCode(401, code, reason))).toEqual({ kind: 'ended', reason: expected })
  })

  test('when a reason stands beside a code that ends nothing, it ends nothing', () => {
    const verdict = judgeRefresh(withCode(401, 'invalid-credentials', 'token-reuse'))
    expect(verdict.kind).toBe('kept')
  })

  test.each([
    ['a 401 without a problem document (captive portal)', answered(401), 'unreachable'],
    [
      'a 401 with JSON that is no problem',
      answered(401, { body: { code: 'no-session' } }),
      'unreachable',
    ],
    ['a 401 with another code', withCode(401, 'invalid-credentials'), 'unreachable'],
    ['a 401 with a code of every object', withCode(401, 'constructor'), 'unreachable'],
    ['a 403 with a terminal code', withCode(403, 'session-revoked'), 'unreachable'],
    ['a 403', withCode(403, 'cross-origin'), 'unreachable'],
    ['a 429', withCode(429, 'too-many-requests'), 'rate-limited'],
    ['a 429 of a proxy', answered(429), 'rate-limited'],
    ['a 500', withCode(500, 'internal-error'), 'unreachable'],
    ['a 502 of a proxy', answered(502), 'unreachable'],
    ['a 503', withCode(503, 'busy'), 'unreachable'],
    ['a 200 that is no grant', answered(200), 'unreachable'],
    ['a time-out', nothing('timeout'), 'unreachable'],
    ['no answer', nothing('unreachable'), 'unreachable'],
    ['no network', nothing('offline'), 'offline'],
  ] as const)('when the answer is %s, the session goes on', (_name, answer, connection) => {
    expect(judgeRefresh(answer)).toMatchObject({ kind: 'kept', connection })
  })

  test('when the answer is a grant, the session goes on with it', () => {
    const verdict = judgeRefresh(answered(200, { body: granted }))
    expect(verdict).toEqual({
      kind: 'granted',
      grant: { accessToken: 'a.b.c', expiresIn: 900, user: ada },
    })
  })
})

describe('reading a grant', () => {
  test('when a grant has more members, only the known ones are taken', () => {
    const body = { ...granted, extra: 1 }
    expect(readGrant(answered(200, { body }))).toEqual({
      accessToken: 'a.b.c',
      expiresIn: 900,
      user: ada,
    })
  })

  test.each([
    ['no body', null],
    ['a text', 'ok'],
    ['no token', { ...granted, accessToken: undefined }],
    ['an empty token', { ...granted, accessToken: '' }],
    ['a token that would break a header', { ...granted, accessToken: 'a\r\nX: y' }],
    ['another token type', { ...granted, tokenType: 'DPoP' }],
    ['no lifetime', { ...granted, expiresIn: undefined }],
    ['a lifetime as text', { ...granted, expiresIn: '900' }],
    ['no time to live', { ...granted, expiresIn: 0 }],
    ['a lifetime that is no number', { ...granted, expiresIn: Number.NaN }],
    ['no user', { ...granted, user: null }],
    ['a user without an id', { ...granted, user: { ...ada, id: '' } }],
  ])('when there is %s, it is no grant', (_name, body) => {
    expect(readGrant(answered(200, { body }))).toBeNull()
  })

  test('when the status is another, it is no grant', () => {
    expect(readGrant(answered(201, { body: granted }))).toBeNull()
    expect(readGrant(nothing('timeout'))).toBeNull()
  })
})

describe('a failure to show', () => {
  test('when the server has a sentence, the failure has it', () => {
    const errors = [{ path: 'email', message: 'Not an email address.' }]
    const problem = { code: 'invalid-input', detail: 'Check what is marked.', errors, reason: null }
    expect(asFailure(answered(422, { problem, retryAfter: 3 }))).toEqual({
      ok: false,
      code: 'invalid-input',
      detail: 'Check what is marked.',
      errors,
      retryAfter: 3,
    })
  })

  test.each([
    [nothing('offline'), 'offline', /offline/],
    [nothing('unreachable'), 'unreachable', /cannot be reached/],
    [nothing('timeout'), 'timeout', /too long/],
    [answered(429), 'too-many-requests', /Wait/],
    [answered(502), 'unexpected-answer', /Wait/],
    [answered(200), 'unexpected-answer', /connection/],
    [answered(401), 'unexpected-answer', /connection/],
    [withCode(401, 'invalid-credentials'), 'invalid-credentials', /./],
  ] as const)(
    'when the server has no sentence, the client has one (%#)',
    (answer, code, detail) => {
      const failure = asFailure(answer)
      expect(failure.code).toBe(code)
      expect(failure.detail).toMatch(detail)
      expect(failure.errors).toEqual([])
    },
  )
})

test('when a problem document is read, each member is checked', () => {
  const errors = [
    { path: 'email', message: 'Missing.', more: 1 },
    { path: 'email' },
    'x',
    null,
    { path: 1, message: 'x' },
  ]
  expect(readProblem({ code: 'invalid-input', detail: 'No.', errors })).toEqual({
    code: 'invalid-input',
    detail: 'No.',
    errors: [{ path: 'email', message: 'Missing.' }],
    reason: null,
  })
  expect(readProblem({ code: 'session-revoked', reason: 'disabled' })?.reason).toBe('disabled')
  expect(readProblem({ code: 'session-revoked', reason: 1 })?.reason).toBeNull()
  expect(readProblem({ code: 'busy', detail: 1, errors: 'x' })).toEqual({
    code: 'busy',
    detail: null,
    errors: [],
    reason: null,
  })
  for (const body of [null, 'busy', [], {}, { code: 1 }]) expect(readProblem(body)).toBeNull()
})

test.each([
  [{ 'retry-after': '7' }, 7],
  [{ 'retry-after': ' 0 ' }, 0],
  [{}, null],
  [{ 'retry-after': '' }, null],
  [{ 'retry-after': '-3' }, null],
  [{ 'retry-after': 'soon' }, null],
  [{ 'retry-after': 'Wed, 01 Jan 2020 00:00:30 GMT', date: 'Wed, 01 Jan 2020 00:00:00 GMT' }, 30],
  [{ 'retry-after': 'Wed, 01 Jan 2020 00:00:00 GMT', date: 'Wed, 01 Jan 2020 00:00:30 GMT' }, 0],
  [{ 'retry-after': 'Wed, 01 Jan 2020 00:00:30 GMT' }, null],
])('when Retry-After is %j, it is %j seconds', (headers, seconds) => {
  expect(readRetryAfter(new Headers(headers as Record<string, string>))).toBe(seconds)
})
