import { expect, test } from 'vitest'
import { FairQueue } from './fair-queue'

const queueOf = <Item>(places: number, random = () => 0, memory = 100) =>
  new FairQueue<Item>({ places, memory, random })

/** Everything that waits, in the order in which it would be served. */
function rest<Item>(queue: FairQueue<Item>): Item[] {
  const items: Item[] = []
  while (queue.waiting > 0) items.push(queue.take() as Item)
  return items
}

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

test('when an item leaves the queue, it gets no turn and its place is free', () => {
  const queue = queueOf<string>(2)
  queue.add(['x', 'a'], 'a')
  queue.add(['x', 'b'], 'b')
  expect(queue.remove(['x', 'a'], 'a')).toBe(true)
  expect(queue.remove(['x', 'a'], 'a')).toBe(false)
  expect(queue.remove(['x', 'b'], 'other')).toBe(false)
  expect(queue.add(['x', 'c'], 'c')).toBeUndefined()
  expect(rest(queue)).toEqual(['b', 'c'])
})
