import { expect, test } from 'vitest'
import { FairQueue } from '../../lib/auth/passwords/fair-queue'

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

test('when the flood has more networks than are remembered, one that tries again gets through', () => {
  const random = chance(7)
  const queue = queueOf<string>(64, random, 100)
  let served = 0
  for (let round = 0; round < 2_000 && served === 0; round += 1) {
    // Ten requests for every turn, each from another network.
    for (let call = 0; call < 10; call += 1) queue.add(['x', `${round}.${call}`], 'flood')
    if (round % 20 === 0) queue.add(['x', 'home'], 'home')
    if (queue.take() === 'home') served = round
  }
  expect(served).toBeGreaterThan(0)
})
