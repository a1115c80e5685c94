/** Runs alone: it counts what waits in the pool of its process. */
import bcrypt from 'bcryptjs'
import { describe, expect, test } from 'vitest'
import { type HashLane, sessionLane, strangerLane } from '../../lib/auth/passwords/hash-lanes'
import { hashThreads, runHashTask } from '../../lib/auth/passwords/hash-pool'

const settings = { bcryptThreads: 1, webConcurrency: 1 }
const MAX_WAITING = 64
const lane: HashLane = strangerLane({ device: { ip: '192.0.2.7' } }, 'a@example.com')
const quick = bcrypt.hashSync('right', 5)
const slow = bcrypt.hashSync('right', 10)
const compare = (data: string, encoded = quick, from = lane) =>
  runHashTask<boolean>({ name: 'compare', task: { data, encoded, onRefusal: [] } }, settings, from)

describe('the threads of a process', () => {
  test.each([
    // cores, processes, threads
    [8, 1, 8],
    [8, 2, 4],
    [8, 3, 2],
    [2, 3, 1],
    [1, 64, 1],
  ])('when there are %i cores and %i processes, there are %i', (cores, webConcurrency, threads) => {
    expect(hashThreads({ bcryptThreads: null, webConcurrency }, cores)).toBe(threads)
  })

  test('when the setting has a number, it is used', () => {
    expect(hashThreads({ bcryptThreads: 3, webConcurrency: 4 }, 1)).toBe(3)
  })
})

describe('the pool', () => {
  test('when it has a task, it hashes or compares', async () => {
    const task = { data: 'right', cost: 10 }
    const hashed = await runHashTask<string>({ name: 'hash', task }, settings, lane)
    if (!hashed.ok) throw new Error(hashed.code)
    expect(bcrypt.compareSync('right', hashed.value)).toBe(true)
    expect(await compare('right')).toEqual({ ok: true, value: true })
    expect(await compare('wrong')).toEqual({ ok: true, value: false })
  })

  test('when it works, the event loop stays free', async () => {
    let turns = 0
    let working = true
    const work = Promise.all(Array.from({ length: 4 }, () => compare('right', slow))).finally(
      () => {
        working = false
      },
    )
    while (working) {
      turns += 1
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    await work
    // On the event loop itself it would be a handful.
    expect(turns).toBeGreaterThan(20)
  })

  test('when more tasks wait than the limit, the excess is refused and the others are served', async () => {
    await compare('right') // The thread is there from here on.
    const asked = settings.bcryptThreads + MAX_WAITING + 5
    const answers = await Promise.all(Array.from({ length: asked }, () => compare('right')))
    const served = answers.filter((answer) => answer.ok)
    const away = answers.filter((answer) => !answer.ok)
    expect(served).toHaveLength(settings.bcryptThreads + MAX_WAITING)
    expect(served.every((answer) => answer.value)).toBe(true)
    expect(away).toHaveLength(5)
    for (const answer of away) {
      expect(answer).toMatchObject({
        code: 'busy',
        retryAfter: 5,
        detail: expect.stringMatching(/\.$/),
      })
    }
    expect(await compare('right')).toEqual({ ok: true, value: true })
  })

  test('when one network fills it, another one and users with a session are served before the rest', async () => {
    await compare('right')
    const order: string[] = []
    const ask = (name: string, from: HashLane) =>
      compare('right', quick, from).then(({ ok }) => order.push(ok ? name : 'refused'))
    const flood = Array.from({ length: settings.bcryptThreads + MAX_WAITING }, (_, index) =>
      ask('flood', strangerLane({ device: { ip: '192.0.2.7' } }, `${index}@example.com`)),
    )
    const home = ask('home', strangerLane({ device: { ip: '198.51.100.7' } }, 'b@example.com'))
    const session = ask('session', sessionLane({ device: { ip: '192.0.2.7' } }, 'a user'))
    await Promise.all([...flood, home, session])
    // Both were given the place of one of the flood, and their turn within the next few.
    expect(order.filter((name) => name === 'refused')).toHaveLength(2)
    const served = order.filter((name) => name !== 'refused')
    expect(served.indexOf('home')).toBeLessThan(5)
    expect(served.indexOf('session')).toBeLessThan(5)
  })

  test('when a client has gone, its hash loses its place, and the next one has it', async () => {
    await compare('right')
    const order: string[] = []
    const clients = Array.from({ length: MAX_WAITING }, () => new AbortController())
    const ask = (name: string, from: HashLane) =>
      compare('right', quick, from).then(({ ok }) => order.push(ok ? name : 'refused'))
    const running = ask('running', lane)
    const left = clients.map(({ signal }) => ask('left', { ...lane, gone: signal }))
    for (const client of clients) client.abort()
    const stays = Array.from({ length: MAX_WAITING }, () => ask('stays', lane))
    const late = ask('late', { ...lane, gone: clients[0]?.signal })
    await Promise.all([running, ...left, ...stays, late])
    expect(order.filter((name) => name === 'refused')).toHaveLength(MAX_WAITING + 1)
    expect(order.filter((name) => name === 'stays')).toHaveLength(MAX_WAITING)
  })

  test('when a task fails, the result is an error, not a wrong password', async () => {
    const task = { data: 'right', cost: 'much' as unknown as number }
    await expect(runHashTask({ name: 'hash', task }, settings, lane)).rejects.toThrow(Error)
    expect(await compare('right')).toEqual({ ok: true, value: true })
  })
})
