import { expect, test } from 'vitest'
import { isRecent } from '../../lib/http/write-failures'

test('when a write was refused, that counts for a while, and then no more by itself', () => {
  expect(isRecent(null, 50_000)).toBe(false)
  expect(isRecent(50_000, 50_000)).toBe(true)
  expect(isRecent(50_000, 59_999)).toBe(true)
  expect(isRecent(50_000, 60_000)).toBe(false)
})
