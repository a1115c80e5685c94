import { expect, test } from 'vitest'
import { patternOf, withoutRepetition } from '../../lib/auth/passwords/password-patterns'

test('when a password is made of a pattern, the pattern is named', () => {
  for (const [password, pattern] of [
    ['aaaaaaaa', 'repeat'],
    ['aaaabbbb', 'repeat'],
    ['abcdefgh', 'sequence'],
    ['97531zyxw', 'sequence'],
    ['a1b2c3d4', 'sequence'],
    ['qwertyuiop', 'keyboard'],
    ['1q2w3e4r5t', 'keyboard'],
    ['poiuytrewq', 'keyboard'],
  ] as const) {
    expect(patternOf(password), password).toBe(pattern)
  }
})

test('when five pieces are left beside the patterns in it, a password is of none', () => {
  for (const password of ['abcd#k7xm', '1234violet', 'qwerty-x7kb', 'violet teapot']) {
    expect(patternOf(password), password).toBeNull()
  }
})

test('when the same character ends one stretch and begins the next, both are found', () => {
  expect(patternOf('abcdefedcba')).toBe('sequence')
})

test('when a part is repeated, it is left once', () => {
  for (const [password, left] of [
    ['kxwkxwkxw', 'kxw'],
    ['hello, hello', 'hello'],
    ['hello hello hello', 'hello'],
    ['teapot violet teapot', 'teapot violet'],
    ['1984-1984', '1984'],
    ['no, no, not that', 'no, no, not that'],
    ['violet', 'violet'],
    ['', ''],
  ] as const) {
    expect(withoutRepetition(password), password).toBe(left)
  }
})
