import { expect, test } from 'vitest'
import { membersOf, stripOws } from '../../lib/http/header-values'

test('when a value has whitespace around it, blanks and tabs go and nothing else', () => {
  expect(stripOws(' \t a b\t ')).toBe('a b')
  expect(stripOws(' \t ')).toBe('')
  expect(stripOws('')).toBe('')
  for (const kept of ['\xa0', '\v', '\f', '\r', '\n', '\x85', '\ufeff', '\u2003']) {
    expect(stripOws(` ${kept}a${kept}\t`)).toBe(`${kept}a${kept}`)
  }
})

test('a list is what stands between its separators', () => {
  expect(membersOf(' a,\tb ,, c=d;e ')).toEqual(['a', 'b', '', 'c=d;e'])
  expect(membersOf('a=1; b=2;c', ';')).toEqual(['a=1', 'b=2', 'c'])
  expect(membersOf(null)).toEqual([''])
})
