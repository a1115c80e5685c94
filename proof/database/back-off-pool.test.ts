import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createBackOffPool, DatabaseUnreachable, pauseAfter } from '../../db/back-off-pool'
import { isDatabaseAway } from '../../db/errors'

/** In milliseconds. */
const CONNECT_TIMEOUT = 100

test.each([
  [1, 100],
  [2, 200],
  [3, 400],
  [5, 1600],
  [6, 2000],
  [60, 2000],
])('when %i failures follow each other, the pause is %i ms', (failures, pause) => {
  expect(pauseAfter(failures)).toBe(pause)
})

let ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends) end()
  ends = []
  vi.useRealTimers()
})

/** A server that does the given thing for each connection. */
async function listen(onConnection: (socket: Socket) => void, port = 0) {
  const sockets: Socket[] = []
  let connections = 0
  const server: Server = createServer((socket) => {
    sockets.push(socket)
    connections += 1
    socket.on('error', () => undefined)
    onConnection(socket)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  ends.push(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return { port: (server.address() as AddressInfo).port, connections: () => connections }
}

function poolOn(port: number) {
  return createBackOffPool({
    connectionString: `postgres://u:p@127.0.0.1:${port}/d`,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    max: 2,
  })
}

const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => {
      throw new Error('It should have failed')
    },
    (error: Error) => error,
  )

/** The least that a client takes for a server: in, and ready. */
const READY = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49])
const welcome = (socket: Socket) => socket.once('data', () => socket.write(READY))

describe('when a server breaks every connection', () => {
  test('it is not asked until the pause is over, and then asked once', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { port, connections } = await listen((socket) => socket.destroy())
    const pool = poolOn(port)
    expect(await failure(pool.query('select 1'))).not.toBeInstanceOf(DatabaseUnreachable)
    for (let more = 0; more < 10; more += 1) {
      expect(await failure(pool.query('select 1'))).toBeInstanceOf(DatabaseUnreachable)
      expect(await failure(pool.connect())).toBeInstanceOf(DatabaseUnreachable)
    }
    expect(connections()).toBe(1)
    vi.advanceTimersByTime(pauseAfter(1))
    expect(await failure(pool.query('select 1'))).not.toBeInstanceOf(DatabaseUnreachable)
    expect(connections()).toBe(2)
    // The second pause is longer.
    vi.advanceTimersByTime(pauseAfter(2) - 1)
    expect(await failure(pool.query('select 1'))).toBeInstanceOf(DatabaseUnreachable)
    vi.advanceTimersByTime(1)
    await failure(pool.query('select 1'))
    expect(connections()).toBe(3)
  })

  test('attempts that fail together count as one', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { port, connections } = await listen((socket) => socket.destroy())
    const pool = poolOn(port)
    await Promise.all([failure(pool.connect()), failure(pool.connect())])
    const before = connections()
    vi.advanceTimersByTime(pauseAfter(1))
    expect(await failure(pool.connect())).not.toBeInstanceOf(DatabaseUnreachable)
    expect(connections()).toBe(before + 1)
  })

  test('each failure reports the database as away', async () => {
    const { port } = await listen((socket) => socket.destroy())
    const pool = poolOn(port)
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(isDatabaseAway(await failure(pool.query('select 1')))).toBe(true)
    }
  })
})

test('when a server accepts and does not answer, the connection times out', async () => {
  const { port } = await listen(() => undefined)
  const started = Date.now()
  const error = await failure(poolOn(port).query('select 1'))
  expect(isDatabaseAway(error)).toBe(true)
  expect(Date.now() - started).toBeLessThan(10 * CONNECT_TIMEOUT)
})

test('when a server comes back, it is used again without a pause', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  let up = false
  const { port } = await listen((socket) => (up ? welcome(socket) : socket.destroy()))
  const pool = poolOn(port)
  await failure(pool.connect())
  up = true
  vi.advanceTimersByTime(pauseAfter(1))
  const first = await pool.connect()
  const second = await pool.connect()
  first.release()
  second.release(true)
  expect(await pool.connect()).toBe(first)
})

test('when all connections are in use for long, the pool stays open', async () => {
  const { port } = await listen(welcome)
  const pool = poolOn(port)
  const first = await pool.connect()
  await pool.connect()
  const late = await failure(pool.connect())
  expect(late).not.toBeInstanceOf(DatabaseUnreachable)
  expect(isDatabaseAway(late)).toBe(true)
  // A moment later a connection is free, and the next request in the queue gets it.
  const waiting = pool.connect()
  first.release()
  expect(await waiting).toBe(first)
})

test('when an idle connection breaks, nothing ends', async () => {
  const sockets: Socket[] = []
  const { port } = await listen((socket) => {
    sockets.push(socket)
    welcome(socket)
  })
  const pool = poolOn(port)
  const client = await pool.connect()
  client.release()
  const removed = new Promise((resolve) => pool.once('remove', resolve))
  sockets[0]?.resetAndDestroy()
  await removed
  expect(pool.totalCount).toBe(0)
  expect(await pool.connect()).not.toBe(client)
})
