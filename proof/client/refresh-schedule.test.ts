import { expect, test } from 'vitest'
import { refreshDelay, retryDelay } from '../../lib/client/refresh-schedule'

test.each([
  { expiresIn: 900, delay: 840_000, why: 'one minute early' },
  { expiresIn: 121, delay: 61_000, why: 'one minute early, just' },
  { expiresIn: 120, delay: 60_000, why: 'a minute is half its life' },
  { expiresIn: 60, delay: 30_000, why: 'half a short life' },
  { expiresIn: 5, delay: 2_500, why: 'half a very short life' },
  { expiresIn: 1, delay: 1_000, why: 'never under a second' },
  { expiresIn: 0.001, delay: 1_000, why: 'never under a second, however mistaken' },
])(
  'when a token lives $expiresIn s, it is replaced after $delay ms: $why',
  ({ expiresIn, delay }) => {
    expect(refreshDelay(expiresIn)).toBe(delay)
  },
)

test('when tries fail, the back-off doubles from one second to a minute', () => {
  const longest = [0, 1, 2, 3, 4, 5, 6, 7, 50].map((attempt) => retryDelay(attempt, null, 1))
  expect(longest).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000])
})

test('when a back-off is drawn, half of it is random', () => {
  expect(retryDelay(3, null, 0)).toBe(4_000)
  expect(retryDelay(3, null, 0.5)).toBe(6_000)
  expect(retryDelay(2_000, null, 0)).toBe(30_000)
})

test('when there is a Retry-After, it is never shortened, and spread by up to a second', () => {
  expect(retryDelay(0, 20, 0)).toBe(20_000)
  expect(retryDelay(0, 20, 0.5)).toBe(20_500)
})

test('when a Retry-After is under the back-off, the back-off is not shortened', () => {
  expect(retryDelay(6, 1, 0)).toBe(30_000)
  expect(retryDelay(0, 0, 0)).toBe(500)
})

test('when a Retry-After is long, it counts up to an hour', () => {
  expect(retryDelay(0, 86_400_000, 0)).toBe(3_600_000)
})
