/** Do two kinds of request take the same time? A test of signs: it asks nothing of how the times are spread. */
import { randomInt } from 'node:crypto'

/**
 * How far the share of pairs in which one kind is the slower one may be from half, in standard deviations: by
 * chance it is further in one of 16,000 tests.
 */
const BOUND = 4

/**
 * @param pairs times of the two kinds, asked one right after the other, so that both meet the same load.
 * @returns how many standard deviations the first kind is slower (or, below zero, faster) than by chance.
 */
export function deviation(pairs: readonly (readonly [number, number])[]): number {
  const apart = pairs.filter(([one, other]) => one !== other)
  const slower = apart.filter(([one, other]) => one > other).length
  return (slower - apart.length / 2) / (Math.sqrt(apart.length) / 2)
}

export const isSameTime = (pairs: readonly (readonly [number, number])[]): boolean =>
  Math.abs(deviation(pairs)) <= BOUND

/** Times of two kinds of request in milliseconds, each pair in an order at random. */
export async function timePairs(
  count: number,
  one: () => Promise<unknown>,
  other: () => Promise<unknown>,
): Promise<[number, number][]> {
  const took = async (request: () => Promise<unknown>) => {
    const started = performance.now()
    await request()
    return performance.now() - started
  }
  const pairs: [number, number][] = []
  for (let index = 0; index < count; index += 1) {
    if (randomInt(2) === 0) pairs.push([await took(one), await took(other)])
    else {
      const second = await took(other)
      pairs.push([await took(one), second])
    }
  }
  return pairs
}
