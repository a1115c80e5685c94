/** Runs alone: it listens to the requests of every server of the process. */
import { once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
} from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { problem } from '../../lib/http/problem'
import { beforeEveryRequest } from '../../lib/http/servers'

const UPGRADE = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQ'

const servers: Server[] = []
afterAll(() => {
  for (const server of servers) server.close()
})

const gate = async ({ url }: IncomingMessage) =>
  url === '/closed' ? problem({ code: 'no-session' }) : null

/** A server as Next has one: it takes every upgrade, and answers none. */
async function listen(answer: RequestListener, options: ServerOptions = {}): Promise<Server> {
  const server = createServer(options, answer).on('upgrade', () => undefined)
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

test('when a request comes before the start is over, it is prepared later; an upgrade is closed', async () => {
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
  const closed = open(server)
  plain.write(get('/plain', 'Connection: close'))
  refused.write(get('*', 'Connection: close'))
  closed.write(get('/closed', 'Connection: close'))
  const taken = once(server, 'upgrade')
  upgraded.write(get('/upgraded', UPGRADE))
  await taken
  await expect.poll(() => waiting.length).toBe(3)

  await beforeEveryRequest(
    { development: false, headers: [['X-Frame-Options', 'DENY']], gate },
    ({ headers }) => {
      headers['x-prepared'] = 'yes'
    },
  )
  const answers = [plain, refused, upgraded, closed].map(answerOn)
  release()
  expect(await Promise.all(answers)).toEqual([expect.stringContaining('yes'), '', '', ''])
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

test('when a request has its answer already, it is not passed on', async () => {
  const seen: string[] = []
  const server = await listen(({ url }, response) => {
    seen.push(url ?? '')
    response.end()
  })
  for (const [path, status] of [
    ['*', 400],
    ['/closed', 401],
    ['/', 200],
  ] as const) {
    const socket = open(server)
    socket.write(get(path, 'Connection: close'))
    expect(await answerOn(socket)).toContain(` ${status} `)
  }
  expect(seen).toEqual(['/'])
})

test('when a client sends CONNECT, it is a 405 that names the methods, and the connection ends', async () => {
  const server = await listen((_, response) => response.end('served'))
  for (const target of ['evil.example:443', '/', '127.0.0.1:1']) {
    const socket = open(server)
    socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`)
    const answer = await answerOn(socket)
    expect(answer).toMatch(/^HTTP\/1.1 405 .+\r\n/)
    expect(answer).toMatch(/\r\nX-Frame-Options: DENY\r\n/)
    expect(answer).toMatch(/\r\nAllow: GET, .+\r\n/)
    expect(answer).toMatch(/\r\nConnection: close\r\n/)
    expect(answer).toContain('"code":"method-not-allowed"')
  }
})

test('when a client resets after CONNECT, the server goes on', async () => {
  const server = await listen((_, response) => response.end('served'))
  for (let n = 0; n < 20; n += 1) {
    const socket = open(server)
    await once(socket, 'connect')
    socket.write('CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\nmore')
    socket.resetAndDestroy()
  }
  const socket = open(server)
  socket.write(get('/', 'Connection: close'))
  expect(await answerOn(socket)).toContain('served')
})

const post = (...lines: string[]) => ['POST / HTTP/1.1', 'Host: a', ...lines].join('\r\n')
const chunked = post('Transfer-Encoding: chunked')

test.each([
  ['no Host', 'GET / HTTP/1.1\r\n\r\n', 'malformed-request', 400],
  ['two Host lines', get('/', 'Host: evil.example'), 'malformed-request', 400],
  ['an unknown version', get('/', '').replace('HTTP/1.1', 'HTTP/3.0'), 'malformed-request', 400],
  ['a length that is none', post('Content-Length: -1\r\n\r\n'), 'malformed-request', 400],
  ['two lengths', post('Content-Length: 1', 'Content-Length: 2\r\n\r\n'), 'malformed-request', 400],
  ['an unknown coding', post('Transfer-Encoding: x\r\n\r\n'), 'malformed-request', 400],
  ['a chunk that is none', `${chunked}\r\n\r\nzz\r\n`, 'malformed-request', 400],
  ['20,000 bytes of headers', get('/', `X: ${'x'.repeat(20_000)}`), 'headers-too-large', 431],
  [
    '20,000 bytes beside a chunk',
    `${chunked}\r\n\r\n1;${'x'.repeat(20_000)}`,
    'body-too-large',
    413,
  ],
])(
  'when a request has %s, the answer is a problem document with every header',
  async (_, bytes, code, status) => {
    const server = await listen((request) => request.on('error', () => undefined).resume())
    const socket = open(server).on('error', () => undefined)
    socket.write(bytes)
    const answer = await answerOn(socket)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} .+\r\n`))
    expect(answer).toMatch(/\r\nX-Frame-Options: DENY\r\n/)
    expect(answer).toMatch(/\r\nContent-Type: application\/problem\+json\r\n/i)
    expect(answer).toContain(`"code":"${code}"`)
  },
)

test('when an answer is on its way, a broken request behind it adds nothing to it', async () => {
  const server = await listen((_, response) => response.write('half'))
  const socket = open(server)
  socket.write(get('/', ''))
  await once(socket, 'data')
  const rest = answerOn(socket)
  socket.write('nonsense\r\n\r\n')
  expect(await rest).toBe('')
})

test('when a head takes too long, it is a 408', async () => {
  const server = await listen(() => undefined, {
    headersTimeout: 50,
    connectionsCheckingInterval: 20,
  })
  const socket = open(server)
  socket.write('GET / HTTP/1.1\r\n')
  expect(await answerOn(socket)).toMatch(/^HTTP\/1.1 408 .*"code":"request-timeout"/s)
})

test('when clients reset their connections, the server goes on and no socket stays open', async () => {
  const server = await listen(() => undefined)
  for (const part of ['', 'GET', get('/', ''), `${chunked}\r\n\r\n5\r\nab`]) {
    const socket = open(server)
    await once(socket, 'connect')
    await new Promise((resolve) => socket.write(part, resolve))
    socket.resetAndDestroy()
  }
  const count = () => new Promise((resolve) => server.getConnections((_, open) => resolve(open)))
  await expect.poll(count).toBe(0)
})
