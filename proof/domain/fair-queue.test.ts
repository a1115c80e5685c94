import fc from 'fast-check'
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

/** Everything that waits, in the order in which it would be served. */
function rest<Item>(queue: FairQueue<Item>): Item[] {
  const items: Item[] = []
  while (queue.waiting > 0) items.push(queue.take() as Item)
  return items
}

test('when a flood from any number of remembered networks has had its first round, a new network is never displaced and waits for two turns', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 400 }),
      fc.integer({ min: 2, max: 64 }),
      fc.integer(),
      (networks, places, seed) => {
        const random = chance(seed)
        const queue = queueOf<string>(places, random, 400)
        for (let name = 0; name < networks; name += 1) queue.noteTurn(['x', `${name}`])
        const flood = () => {
          for (let call = 0; call < 100; call += 1) {
            const name = `${Math.floor(random() * networks)}`
            expect(queue.add(['x', name], name)).not.toBe('new')
          }
        }
        const turns: (string | undefined)[] = []
        flood()
        expect(queue.add(['x', 'new'], 'new')).not.toBe('new')
        for (let turn = 0; turn < 2; turn += 1) {
          flood()
          turns.push(queue.take())
        }
        expect(turns).toContain('new')
      },
    ),
    { numRuns: 50 },
  )
})

test('when items come and go at random, none is lost or doubled, and each lane keeps its fair share', () => {
  const names = fc.constantFrom('a', 'b', 'c')
  const step = fc.oneof(fc.tuple(names, names), fc.constant('take'), fc.constant('leave'))
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60 }),
      fc.integer({ min: 3, max: 8 }),
      fc.integer(),
      (steps, places, seed) => {
        const queue = queueOf<{ path: string[]; at: number }>(places, chance(seed))
        let inside: { path: string[]; at: number }[] = []
        for (const [at, path] of steps.entries()) {
          if (path === 'take') {
            const taken = queue.take()
            if (taken && at % 2 === 0) queue.noteTurn(taken.path)
            inside = inside.filter((item) => item !== taken)
          } else if (path === 'leave') {
            const [leaving, ...others] = inside
            if (leaving) expect(queue.remove(leaving.path, leaving)).toBe(true)
            inside = others
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
