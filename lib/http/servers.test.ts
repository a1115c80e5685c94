/** Runs alone: it listens to the requests of every server of the process, for good. */
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { beforeEveryRequest } from './servers'

const UPGRADE = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQ'

const servers: Server[] = []
afterAll(() => {
  for (const server of servers) server.close()
})

/** A server as Next has one: it takes every upgrade, and answers none. */
async function listen(answer: RequestListener): Promise<Server> {
  const server = createServer(answer).on('upgrade', () => undefined)
  servers.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  return server
}

function open(server: Server): Socket {
  return connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' })
}

const get = (path: string, headers: string) =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n`

/** Everything until the server closes. */
async function answerOn(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (data) => {
    text += data
  })
  await once(socket, 'close')
  return text
}

test('what came before the start was over is prepared late, and an upgrade of then is closed', async () => {
  let release = () => {}
  const ready = new Promise<void>((resolve) => {
    release = resolve
  })
  const waiting: string[] = []
  const server = await listen(async (request, response) => {
    waiting.push(request.url ?? '')
    await ready
    response.end(String(request.headers['x-prepared']))
  })
  const plain = open(server)
  const refused = open(server)
  const upgraded = open(server)
  plain.write(get('/plain', 'Connection: close'))
  refused.write(get('*', 'Connection: close'))
  const taken = once(server, 'upgrade')
  upgraded.write(get('/upgraded', UPGRADE))
  await taken
  await expect.poll(() => waiting.length).toBe(2)

  beforeEveryRequest({ development: false }, ({ headers }) => {
    headers['x-prepared'] = 'yes'
  })
  const answers = [plain, refused, upgraded].map(answerOn)
  release()
  expect(await Promise.all(answers)).toEqual([expect.stringContaining('yes'), '', ''])
})

test('when a request asks for an upgrade, it is answered as if it did not', async () => {
  const server = await listen((_, response) => response.end('served'))
  const first = open(server)
  first.write(get('/', UPGRADE))
  // It is a connection like any other: the client ends it.
  const answer = answerOn(first)
  first.end()
  expect(await answer).toContain('served')
})

test('what has its answer already is not passed on', async () => {
  const seen: string[] = []
  const server = await listen(({ url }, response) => {
    seen.push(url ?? '')
    response.end()
  })
  for (const path of ['*', '/']) {
    const socket = open(server)
    socket.write(get(path, 'Connection: close'))
    expect(await answerOn(socket)).toMatch(path === '*' ? / 400 / : / 200 /)
  }
  expect(seen).toEqual(['/'])
})
