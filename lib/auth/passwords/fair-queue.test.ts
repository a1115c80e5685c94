import { describe, expect, test } from 'vitest'
import { FairQueue } from './fair-queue'

const queueOf = <Item>(places: number, random = () => 0, memory = 100) =>
  new FairQueue<Item>({ places, memory, random })

/** The same draws for the same seed. */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Everything that waits, in the order in which it would be served. */
function rest<Item>(queue: FairQueue<Item>): Item[] {
  const items: Item[] = []
  while (queue.waiting > 0) items.push(queue.take() as Item)
  return items
}

describe('turns', () => {
  test('when one network asks a hundred times, the next one waits for one of them', () => {
    const queue = queueOf<string>(200)
    for (let index = 0; index < 100; index += 1) queue.add(['flood', 'x'], `flood ${index}`)
    queue.add(['home', 'a'], 'home 0')
    queue.add(['home', 'a'], 'home 1')
    expect(rest(queue).slice(0, 5)).toEqual(['flood 0', 'home 0', 'flood 1', 'home 1', 'flood 2'])
  })

  test('when one account of a network is asked for again and again, the others of it have their turns', () => {
    const queue = queueOf<string>(200)
    for (let index = 0; index < 100; index += 1) queue.add(['office', 'victim'], 'flood')
    queue.add(['office', 'a'], 'a')
    queue.add(['office', 'b'], 'b')
    expect(rest(queue).slice(0, 3)).toEqual(['flood', 'a', 'b'])
  })

  test('when a lane is alone, it is served in order', () => {
    const queue = queueOf<number>(10)
    for (let index = 0; index < 10; index += 1) queue.add(['a', 'b'], index)
    expect(rest(queue)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })
})

describe('places', () => {
  test('when no one else asks, a lane uses all of them, and refuses its own newcomer', () => {
    const queue = queueOf<number>(3)
    const refused = [0, 1, 2, 3].map((item) => queue.add(['a', 'x'], item))
    expect(refused).toEqual([undefined, undefined, undefined, 3])
  })

  test('when all are taken, a newcomer takes the one of the newest in the longest lane', () => {
    const queue = queueOf<string>(3)
    for (const item of ['flood 0', 'flood 1', 'flood 2']) queue.add(['flood', 'x'], item)
    expect(queue.add(['home', 'a'], 'home')).toBe('flood 2')
    expect(rest(queue)).toEqual(['flood 0', 'home', 'flood 1'])
  })

  test('when all lanes are equally long, the one that had a turn more recently loses', () => {
    for (const random of [0, 0.3, 0.5, 0.999]) {
      const queue = queueOf<string>(2, () => random)
      queue.noteTurn(['x', 'b'])
      queue.noteTurn(['x', 'a'])
      queue.add(['x', 'a'], 'a')
      queue.add(['x', 'b'], 'b')
      const lost = queue.add(['x', 'new'], 'new')
      expect(['a', 'b']).toContain(lost)
      if (random === 0) expect(lost).toBe('a')
      // Of the two that are left, the newcomer never loses.
      expect(queue.add(['x', lost ?? ''], 'again')).not.toBe('new')
    }
  })

  test('when no lane has had a turn, chance decides, and the newcomer stays as often as any other', () => {
    const random = chance(1)
    let stayed = 0
    for (let round = 0; round < 1_000; round += 1) {
      const queue = queueOf<string>(9, random)
      for (let lane = 0; lane < 9; lane += 1) queue.add(['x', `${lane}`], 'flood')
      if (queue.add(['x', 'new'], 'new') === 'flood') stayed += 1
    }
    expect(stayed).toBeGreaterThan(860)
    expect(stayed).toBeLessThan(940)
  })
})

test('when an item leaves, it has no turn, and its place is free', () => {
  const queue = queueOf<string>(2)
  queue.add(['x', 'a'], 'a')
  queue.add(['x', 'b'], 'b')
  expect(queue.remove(['x', 'a'], 'a')).toBe(true)
  expect(queue.remove(['x', 'a'], 'a')).toBe(false)
  expect(queue.remove(['x', 'b'], 'other')).toBe(false)
  expect(queue.add(['x', 'c'], 'c')).toBeUndefined()
  expect(rest(queue)).toEqual(['b', 'c'])
})

test('when the flood has more networks than are remembered, one that tries again gets through', () => {
  const random = chance(7)
  const queue = queueOf<string>(64, random, 100)
  let served = 0
  for (let round = 0; round < 2_000 && served === 0; round += 1) {
    // Ten requests for every turn, each from a network of its own.
    for (let call = 0; call < 10; call += 1) queue.add(['x', `${round}.${call}`], 'flood')
    if (round % 20 === 0) queue.add(['x', 'home'], 'home')
    if (queue.take() === 'home') served = round
  }
  expect(served).toBeGreaterThan(0)
})
