import { describe, expect, test } from 'vitest'
import { readBearer } from '../../lib/http/bearer'

const NONE = { ok: false, code: 'no-session' }
const BAD = { ok: false, code: 'invalid-token' }

test.each([
  ['Bearer a.b.c', 'a.b.c'],
  ['bearer a.b.c', 'a.b.c'],
  ['BEARER a.b.c', 'a.b.c'],
  ['Bearer   a.b.c', 'a.b.c'],
  ['Bearer a.b.c ', 'a.b.c'],
  ['  Bearer a.b.c', 'a.b.c'],
])('when the header is %j, it carries a token', (header, token) => {
  expect(readBearer(header)).toEqual({ ok: true, token })
})

describe('no token of this app', () => {
  test.each([null, '', ' ', 'Basic dXNlcjpwYXNz', 'Digest username="x"', 'Token a.b.c', 'a.b.c'])(
    'when the header is %j, there is no session',
    (header) => {
      expect(readBearer(header)).toEqual(NONE)
    },
  )
})

describe('a token that cannot be read', () => {
  test.each([
    ['nothing behind the scheme', 'Bearer'],
    ['a blank behind the scheme', 'Bearer '],
    ['two tokens', 'Bearer a.b.c d.e.f'],
    ['two credentials in one header', 'Bearer a.b.c, Bearer d.e.f'],
    ['the same twice', 'Bearer a.b.c,Bearer a.b.c'],
    ['another scheme behind a comma', 'Bearer a.b.c, Basic dXNlcjpwYXNz'],
    ['another scheme before the comma', 'Basic dXNlcjpwYXNz, Bearer a.b.c'],
    ['a comma at the end', 'Bearer a.b.c,'],
    ['a tab for the blank', 'Bearer\ta.b.c'],
    ['a scheme with a sign at its end', 'Bearer: a.b.c'],
    ['an equals sign', 'Bearer=a.b.c'],
    ['a form feed for the blank', 'Bearer\fa.b.c'],
  ])('when the header has %s, the token is invalid', (_, header) => {
    expect(readBearer(header)).toEqual(BAD)
  })
})

test('when a byte beside the token only looks blank, it belongs to what it stands by', () => {
  for (const blank of ['\xa0', '\v', '\f', '\x85']) {
    expect(readBearer(`${blank}Bearer a.b.c`)).toEqual(NONE)
    // No token has such a byte, so this one verifies as nothing.
    expect(readBearer(`Bearer a.b.c${blank}`)).toEqual({ ok: true, token: `a.b.c${blank}` })
  }
})

test('when a header is long and hostile, it is answered at once', () => {
  // In milliseconds, on a busy machine: a pattern that backtracks takes minutes for these.
  const started = performance.now()
  for (const header of [
    `Bearer${' '.repeat(100_000)}`,
    `${' '.repeat(100_000)}x`,
    'x '.repeat(50_000),
  ]) {
    expect(readBearer(header).ok).toBe(false)
  }
  expect(performance.now() - started).toBeLessThan(5_000)
})
