import { expect, test } from 'vitest'
import { createAccessToken } from '../../lib/client/access-token'

test('when its time is over by the clock it was given, the token is gone', () => {
  let now = 1_000
  const token = createAccessToken(() => now)
  expect(token.get()).toBeNull()
  token.set('one', 2_000)
  now = 1_999
  expect(token.get()).toBe('one')
  now = 2_000
  expect(token.get()).toBeNull()
})

test('when a token is refused, it goes, and its successor stays', () => {
  const token = createAccessToken(() => 0)
  token.set('one', 1)
  token.set('two', 1)
  token.reject('one')
  expect(token.get()).toBe('two')
  token.reject('two')
  expect(token.get()).toBeNull()
})

test('when the object is searched, the token is not in it', () => {
  const token = createAccessToken(() => 0)
  token.set('secret-token', 1)
  expect(JSON.stringify(token)).not.toContain('secret-token')
  expect(Object.values(token).every((member) => typeof member === 'function')).toBe(true)
})
