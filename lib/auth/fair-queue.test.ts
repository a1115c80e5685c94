import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FairQueue } from './fair-queue'

/** Everything that waits, in the order in which it would be served. */
function rest<Item>(queue: FairQueue<Item>): Item[] {
  const items: Item[] = []
  while (queue.waiting > 0) items.push(queue.take() as Item)
  return items
}

describe('turns', () => {
  test('when one network asks a hundred times, the next one waits for one of them', () => {
    const queue = new FairQueue<string>(200)
    for (let index = 0; index < 100; index += 1) queue.add(['flood', 'x'], `flood ${index}`)
    queue.add(['home', 'a'], 'home 0')
    queue.add(['home', 'a'], 'home 1')
    expect(rest(queue).slice(0, 5)).toEqual(['flood 0', 'home 0', 'flood 1', 'home 1', 'flood 2'])
  })

  test('when one account of a network is asked for again and again, the others of it have their turns', () => {
    const queue = new FairQueue<string>(200)
    for (let index = 0; index < 100; index += 1) queue.add(['office', 'victim'], 'flood')
    queue.add(['office', 'a'], 'a')
    queue.add(['office', 'b'], 'b')
    expect(rest(queue).slice(0, 3)).toEqual(['flood', 'a', 'b'])
  })

  test('when a lane is alone, it is served in order', () => {
    const queue = new FairQueue<number>(10)
    for (let index = 0; index < 10; index += 1) queue.add(['a', 'b'], index)
    expect(rest(queue)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })
})

describe('places', () => {
  test('when no one else asks, a lane uses all of them, and refuses its own newcomer', () => {
    const queue = new FairQueue<number>(3)
    const refused = [0, 1, 2, 3].map((item) => queue.add(['a', 'x'], item))
    expect(refused).toEqual([undefined, undefined, undefined, 3])
  })

  test('when all are taken, a newcomer takes the one of the newest in the longest lane', () => {
    const queue = new FairQueue<string>(3)
    for (const item of ['flood 0', 'flood 1', 'flood 2']) queue.add(['flood', 'x'], item)
    expect(queue.add(['home', 'a'], 'home')).toBe('flood 2')
    expect(rest(queue)).toEqual(['flood 0', 'home', 'flood 1'])
  })

  test('when all lanes are equally long, those who wait stay', () => {
    const queue = new FairQueue<string>(3)
    for (const lane of ['a', 'b', 'c']) queue.add([lane, 'x'], lane)
    expect(queue.add(['d', 'x'], 'd')).toBe('d')
    expect(queue.add(['a', 'y'], 'a2')).toBe('a2')
    expect(rest(queue)).toEqual(['a', 'b', 'c'])
  })
})

test('nothing is lost, nothing comes twice, and no lane takes the fair share of another', () => {
  const names = fc.constantFrom('a', 'b', 'c')
  const step = fc.oneof(fc.tuple(names, names), fc.constant(null))
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60 }),
      fc.integer({ min: 3, max: 8 }),
      (steps, places) => {
        const queue = new FairQueue<{ path: string[]; at: number }>(places)
        let inside: { path: string[]; at: number }[] = []
        for (const [at, path] of steps.entries()) {
          if (path === null) {
            const taken = queue.take()
            inside = inside.filter((item) => item !== taken)
          } else {
            const item = { path: [...path], at }
            inside.push(item)
            const lost = queue.add(item.path, item)
            const of = (name: string | undefined) =>
              inside.filter((other) => other.path[0] === name).length
            if (lost)
              for (const name of ['a', 'b', 'c'])
                expect(of(lost.path[0])).toBeGreaterThanOrEqual(of(name))
            inside = inside.filter((other) => other !== lost)
          }
          expect(queue.waiting).toBe(inside.length)
          expect(inside.length).toBeLessThanOrEqual(places)
        }
        const left = rest(queue).sort((one, other) => one.at - other.at)
        expect(left).toEqual(inside)
      },
    ),
  )
})
