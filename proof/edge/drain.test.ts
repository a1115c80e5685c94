/** Runs alone: it emits SIGTERM, and what another file has hooked to it would end the worker. */
import { once } from 'node:events'
import { Agent, createServer, get, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { drainOnSigterm } from '../../lib/http/drain'

/** Shorter than the real ones, and in the same order; the limit is never reached, on a slow machine either. */
const TIMES = { arrivals: 300, sendingAway: 100, idle: 500, limit: 10_000 }

let server: Server
let agent: Agent
beforeEach(async () => {
  drainOnSigterm(TIMES)
  server = createServer((_, response) => setTimeout(() => response.end('done'), 20))
  agent = new Agent({ keepAlive: true, maxSockets: 1 })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => {
  process.removeAllListeners('SIGTERM')
  agent.destroy()
  server.closeAllConnections()
  server.close()
})

const port = () => (server.address() as AddressInfo).port

/** @returns the status, and what the answer says of the connection. */
function ask(at = port()): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port: at, agent }, (answer) => {
      answer.resume()
      answer.once('end', () => resolve(`${answer.statusCode} ${answer.headers.connection}`))
    }).once('error', reject)
  })
}

/** The signal, as Next answers it. @returns resolves when every connection has ended. */
function terminate(): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    process.once('SIGTERM', () => server.close(() => resolve()))
  })
  process.emit('SIGTERM')
  return closed
}

test('when a connection is kept open, it is served, is then closed, and a new one is refused', async () => {
  const at = port()
  expect(await ask()).toBe('200 keep-alive')
  const closed = terminate()
  const answers: string[] = []
  while (answers.at(-1) !== '200 close') answers.push(await ask(at))
  expect(answers.slice(0, -1)).toEqual(answers.slice(0, -1).map(() => '200 keep-alive'))
  await closed
  await expect(ask(at)).rejects.toThrow('ECONNREFUSED')
})

test('when connections wait to be accepted, they are served', async () => {
  expect(await ask()).toBe('200 keep-alive')
  const at = port()
  const sockets = Array.from({ length: 30 }, () => connect(at, '127.0.0.1'))
  const answers = sockets.map(async (socket) => {
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    let text = ''
    for await (const chunk of socket) text += chunk
    return text.slice(0, 12)
  })
  // Node connects in the next tick. From then on the system has them; this process, busy, has not.
  await new Promise((done) => process.nextTick(done))
  const busyUntil = performance.now() + 100
  while (performance.now() < busyUntil);
  const closed = terminate()
  expect(await Promise.all(answers)).toEqual(sockets.map(() => 'HTTP/1.1 200'))
  agent.destroy()
  await closed
})

test('when no request comes, an idle connection ends by itself, before the limit', async () => {
  expect(await ask()).toBe('200 keep-alive')
  let cut = false
  const closeAll = server.closeAllConnections.bind(server)
  server.closeAllConnections = () => {
    cut = true
    closeAll()
  }
  await terminate()
  expect(cut).toBe(false)
})

test('when a connection has sent nothing, the server still stops', async () => {
  expect(await ask()).toBe('200 keep-alive')
  const early = connect(port(), '127.0.0.1')
  early.on('error', () => undefined)
  await once(early, 'connect')
  await terminate()
})
