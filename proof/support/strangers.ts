/** What each process that serves does with bytes that are no request, and with upgrades, however it was started. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expectProblem } from '../../e2e/support/problems'
import { head, sendRaw } from '../../e2e/support/raw'
import { expect } from '../../e2e/support/test'
import type { ErrorCode } from '../../lib/contract/errors'
import { SECURITY_HEADERS } from '../../lib/http/security-headers'

type Server = { port: number }

const LONG = 'x'.repeat(20_000)
const POST = 'POST /api/auth/login'
const CHUNKED = ['Content-Type: application/json', 'Transfer-Encoding: chunked']

/** What Node refuses by itself, before any code of the app sees it. */
const broken = (app: Server): [what: string, bytes: string, code: ErrorCode][] => [
  ['no Host', 'GET /api/me HTTP/1.1\r\n\r\n', 'malformed-request'],
  ['no HTTP', 'nonsense\r\n\r\n', 'malformed-request'],
  ['TLS', '\u0016\u0003\u0001', 'malformed-request'],
  ['version 3', 'GET /api/me HTTP/3.0\r\nHost: a\r\n\r\n', 'malformed-request'],
  ['a header with a blank', head(app, 'GET /api/me', ['Bad Header: x']), 'malformed-request'],
  ['a NUL in the path', head(app, 'GET /api/me\u0000'), 'malformed-request'],
  ['a negative length', head(app, POST, ['Content-Length: -1']), 'malformed-request'],
  ['two lengths', head(app, POST, ['Content-Length: 5', 'Content-Length: 6']), 'malformed-request'],
  ['a length and chunks', head(app, POST, ['Content-Length: 5', ...CHUNKED]), 'malformed-request'],
  ['an unknown coding', head(app, POST, ['Transfer-Encoding: x']), 'malformed-request'],
  ['a broken chunk', `${head(app, POST, CHUNKED)}zz\r\n`, 'malformed-request'],
  ['a long chunk extension', `${head(app, POST, CHUNKED)}1;${LONG}\r\n`, 'body-too-large'],
  ['long headers', head(app, 'GET /api/me', [`X: ${LONG}`]), 'headers-too-large'],
]

export async function expectBrokenRefused(app: Server): Promise<void> {
  for (const [what, bytes, code] of broken(app)) {
    const answer = await sendRaw(app, [bytes])
    expectProblem(answer, code)
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      expect(answer.headers[name.toLowerCase()], `${what}: ${name}`).toBe(value)
    }
  }
}

export async function open(app: Server, message: string): Promise<Socket> {
  const socket = connect(app.port, '127.0.0.1')
  socket.on('error', () => undefined).resume()
  await once(socket, 'connect')
  socket.write(message)
  return socket
}

/** Ends this side of each, and waits until the server has ended its own. */
export async function expectClosed(sockets: Socket[]): Promise<void> {
  for (const socket of sockets) socket.end()
  await expect.poll(() => sockets.filter(({ closed }) => !closed).length).toBe(0)
}

export const PATHS = ['/', '/account', '/nowhere', '/api/me', '/_next/webpack-hmr', '/icon.svg']
export const PROTOCOLS = ['websocket', 'h2c', 'TLS/1.0', 'nonsense']

/** Without `Connection: close`: the answer alone ends no connection. */
export const asking = (app: Server, path: string, protocol: string) =>
  [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${app.port}`,
    'Connection: Upgrade',
    `Upgrade: ${protocol}`,
    '\r\n',
  ].join('\r\n')

/** So many clients ask for another protocol and leave; no socket of theirs stays open. */
export async function expectUpgradesClosed(app: Server, count: number): Promise<void> {
  const messages = Array.from({ length: count }, (_, index) =>
    asking(app, PATHS[index % PATHS.length] ?? '/', PROTOCOLS[index % PROTOCOLS.length] ?? ''),
  )
  await expectClosed(await Promise.all(messages.map((message) => open(app, message))))
}
