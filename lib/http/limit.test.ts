import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { rateLimits } from '../../db/schema'
import { temporaryDatabase } from '../../db/testing'
import { LIMITS, type LimitName } from '../limits/limits'
import { counter } from './limit'

const { db } = await temporaryDatabase()
const count = counter(() => db)

// The clock alone: the driver of PostgreSQL has timers of its own.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)
const of = (name: LimitName, subject: string) => () => count(name, subject)

async function times(number: number, one: () => ReturnType<typeof count>) {
  const results = []
  for (let index = 0; index < number; index += 1) results.push(await one())
  return results
}

test('when a table of limits is read, each has windows that grow and slow down', () => {
  for (const { windows } of Object.values(LIMITS)) {
    windows.slice(1).forEach((window, index) => {
      const shorter = windows[index]!
      expect(window.seconds).toBeGreaterThan(shorter.seconds)
      expect(window.points).toBeGreaterThan(shorter.points)
      expect(window.points / window.seconds).toBeLessThan(shorter.points / shorter.seconds)
    })
  }
})

describe.each(['sign-in-account', 'refresh-session'] as const)('%s', (name) => {
  const [{ points, seconds }] = LIMITS[name].windows

  test('when the count is full, the next try is refused until the window is over', async () => {
    const one = of(name, 'full')
    for (const result of await times(points, one)) expect(result.ok).toBe(true)
    expect(await one()).toEqual({ ok: false, limit: name, retryAfter: seconds })
    pass(seconds - 1)
    expect(await one()).toMatchObject({ ok: false, retryAfter: 1 })
    pass(1)
    expect((await one()).ok).toBe(true)
  })

  test('when the count of one is full, that of another is not', async () => {
    await times(points + 1, of(name, 'the one'))
    expect((await count(name, 'the other')).ok).toBe(true)
  })

  test('when many tries arrive together, no more get through than the limit says', async () => {
    const together = await Promise.all(Array.from({ length: 300 }, of(name, 'together')))
    expect(together.filter(({ ok }) => ok)).toHaveLength(points)
  })

  test('when a try is given back, it is as if it had not been', async () => {
    const one = of(name, 'given back')
    for (const result of await times(points, one)) if (result.ok) await result.giveBack()
    for (const result of await times(points, one)) expect(result.ok).toBe(true)
    expect((await one()).ok).toBe(false)
  })

  test('when the clock was days ahead and is set right, no one waits longer than the window', async () => {
    const one = of(name, 'clock')
    pass(30 * 86_400)
    await times(points, one)
    pass(-30 * 86_400)
    const result = await one()
    expect(result.ok || result.retryAfter <= seconds).toBe(true)
  })
})

test('when the clock was an hour ahead and is set right, a count of the database is empty', async () => {
  const one = of('sign-in-account', 'an hour ahead')
  const { points } = LIMITS['sign-in-account'].windows[0]
  pass(3_600)
  await times(points + 1, one)
  pass(-3_600)
  for (const result of await times(points, one)) expect(result.ok).toBe(true)
  expect((await one()).ok).toBe(false)
})

test('when the clock of another server is half a minute ahead, its counts stay full', async () => {
  const one = of('sign-in-account', 'another server')
  pass(30)
  await times(LIMITS['sign-in-account'].windows[0].points, one)
  pass(-30)
  expect(await one()).toMatchObject({ ok: false, retryAfter: 60 })
})

test('when a try is given back after its window, no other gets through for it', async () => {
  const one = of('sign-in-account', 'late')
  const { points, seconds } = LIMITS['sign-in-account'].windows[0]
  const late = await one()
  pass(seconds)
  if (late.ok) await late.giveBack()
  for (const result of await times(points, one)) expect(result.ok).toBe(true)
  expect((await one()).ok).toBe(false)
})

test('when tries go on, the wait grows from a minute to an hour to a day', async () => {
  const one = of('sign-in-account', 'goes on')
  const waits: number[] = []
  for (let through = 0; through < 51; ) {
    const result = await one()
    if (result.ok) through += 1
    else {
      waits.push(result.retryAfter)
      pass(result.retryAfter)
    }
  }
  const longest = (seconds: number) => waits.filter((wait) => wait > seconds / 2 && wait <= seconds)
  expect(longest(60).length).toBeGreaterThan(5)
  expect(longest(3_600)).toHaveLength(2)
  expect(longest(86_400)).toHaveLength(1)
})

test('when a full count is tried again and again, the longer waits do not grow', async () => {
  const one = of('sign-in-account', 'impatient')
  await times(200, one)
  pass(61)
  expect((await one()).ok).toBe(true)
})

test('when tries are counted, the table holds neither an address nor a name', async () => {
  await count('sign-in-account', 'ada@mail.example')
  const rows = await db.select().from(rateLimits)
  expect(JSON.stringify(rows)).not.toContain('ada')
  expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length)
})
