import { describe, expect, test } from 'vitest'
import { nextPathIn, safeNextPath } from '../../lib/http/next-path'

const HERE = 'https://app.example.com'
const DEFAULT = '/account'

/** Where a browser would go from our sign-in page. */
const landing = (path: string) => new URL(path, `${HERE}/sign-in`)

test.each([
  ['/account', '/account'],
  ['/', '/'],
  ['/account/sessions?page=2#top', '/account/sessions?page=2#top'],
  ['/search?q=https://example.com//x', '/search?q=https://example.com//x'],
  ['/a/../account', '/account'],
  ['/a b', '/a%20b'],
  ['/ñ', '/%C3%B1'],
  ['/@evil.example', '/@evil.example'],
  ['/:80', '/:80'],
  ['/.evil.example', '/.evil.example'],
  ['/https://evil.example', '/https://evil.example'],
  ['/%2f%2fevil.example', '/%2f%2fevil.example'],
])('when next is %s, the path is %s', (next, expected) => {
  expect(safeNextPath(next)).toBe(expected)
  expect(landing(expected).origin).toBe(HERE)
})

test.each([
  undefined,
  '',
  'account',
  './account',
  '?next=/account',
  '#top',
  'https://evil.example',
  'http:evil.example',
  'https:/evil.example',
  'HTTPS://evil.example',
  `${HERE}@evil.example`,
  `${HERE}/account`,
  'javascript:alert(1)',
  'java\nscript:alert(1)',
  ' javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'blob:https://evil.example/x',
  'mailto:eve@evil.example',
  '//evil.example',
  '///evil.example',
  '////evil.example',
  '//evil.example/account',
  '//evil.example\\@app.example.com',
  '//app.example.com@evil.example',
  '//0x7f.1',
  '//[::1]',
  '/\\evil.example',
  '/\\/evil.example',
  '\\\\evil.example',
  '\\/evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/\r\n/evil.example',
  '/\t\\evil.example',
  '\t//evil.example',
  ' //evil.example',
  '\u0000//evil.example',
  '/.//evil.example',
  '/./\\evil.example',
  '/..//evil.example',
  '/a/..//evil.example',
  '/a/../..//evil.example',
  '/%2e//evil.example',
  '/%2e%2e//evil.example',
  '/%2E/%2e//evil.example',
  '/.\t//evil.example',
  '//app.invalid//evil.example',
  '//app.invalid/.//evil.example',
  '/\\app.invalid/\\evil.example',
  '//:443',
  '//',
  '///',
  '/\\',
  '//%00',
  '//evil.example:99999',
])('when next is %j, it is the account page instead', (next) => {
  expect(safeNextPath(next)).toBe(DEFAULT)
})

test('when there are two, they count as none', () => {
  expect(safeNextPath(['/account/sessions', '//evil.example'])).toBe(DEFAULT)
  expect(safeNextPath(['/account/sessions'])).toBe(DEFAULT)
})

describe('whatever is put together from the pieces of such tricks', () => {
  const pieces = [
    '/',
    '\\',
    '.',
    '%2e',
    '%2f',
    '%5c',
    '\t',
    '\n',
    ' ',
    '@',
    ':',
    '?',
    '#',
    'evil.example',
  ]

  test('when it is resolved, it is on our origin, and stays what it is when asked again', () => {
    const escaped: string[] = []
    const tried = (tail: string) => {
      for (const next of [`/${tail}`, `//app.invalid${tail}`]) {
        const path = safeNextPath(next)
        const safe = landing(path).origin === HERE && safeNextPath(path) === path
        if (!safe) escaped.push(JSON.stringify(next))
      }
    }
    for (const a of pieces)
      for (const b of pieces)
        for (const c of pieces) for (const d of pieces) tried(`${a}${b}${c}${d}evil.example`)
    expect(escaped).toEqual([])
  })
})

test('when a query string has one next, it is taken, and of two none', () => {
  expect(nextPathIn('?next=%2Fnowhere%3Fa%3Db&stay')).toBe('/nowhere?a=b')
  for (const search of ['', '?', '?next', '?next=//evil.example', '?next=/a&next=/b']) {
    expect(nextPathIn(search), search).toBe(DEFAULT)
  }
})
