/** Runs alone: it listens to the requests of every server of the process. */

import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { REFRESH_COOKIE } from '../../lib/brand'
import { readBearer } from '../../lib/http/bearer'
import { prepareIncomingRequests } from '../../lib/http/incoming'

let seen: Pick<IncomingMessage, 'method' | 'url' | 'headers'>[] = []
const server = createServer((request, response) => {
  seen.push({ method: request.method, url: request.url, headers: request.headers })
  response.end()
})

beforeAll(async () => {
  await prepareIncomingRequests({
    secure: true,
    development: false,
    staticPages: { pages: {}, settings: {} },
    gate: async () => null,
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => {
  server.close()
})

/** Sends a request line and headers as they are, and says what the server made of them. */
async function send(line: string, ...headers: string[]) {
  seen = []
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const lines = [`${line} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers, '', '']
  socket.end(lines.join('\r\n'))
  socket.resume()
  await once(socket, 'close')
  return seen[0]
}

describe('the address of the socket', () => {
  test.each([
    ['no X-Forwarded-For', [], '127.0.0.1'],
    ['a forged one', ['X-Forwarded-For: 6.6.6.6'], '6.6.6.6, 127.0.0.1'],
    [
      'more than one',
      ['X-Forwarded-For: 6.6.6.6', 'x-forwarded-for: 7.7.7.7'],
      '6.6.6.6, 7.7.7.7, 127.0.0.1',
    ],
    ['an empty one', ['X-Forwarded-For:'], '127.0.0.1'],
    ['one that ends in a comma', ['X-Forwarded-For: 6.6.6.6,'], '6.6.6.6,, 127.0.0.1'],
  ])('when there is %s, it is the last entry', async (_, headers, expected) => {
    const request = await send('GET /', ...headers)
    expect(request?.headers['x-forwarded-for']).toBe(expected)
  })
})

test.each([
  ['TRACE', 'OPTIONS', 'true'],
  ['PROPFIND', 'OPTIONS', 'true'],
  ['GET', 'GET', undefined],
  ['POST', 'POST', undefined],
  ['DELETE', 'DELETE', undefined],
])('when the method is %s, it arrives as %s', async (sent, arrived, mark) => {
  const request = await send(`${sent} /api/x`, 'X-Refused-Method: forged')
  expect(request?.method).toBe(arrived)
  expect(request?.headers['x-refused-method']).toBe(mark)
})

test.each([
  ['GET http://evil.example/account?x=1', '/account?x=1'],
  ['GET HTTPS://evil.example', '/'],
  ['GET http://evil.example?x', '/?x'],
  ['GET http://evil.example//account/', '//account/'],
])('when the target is in absolute form, %s asks for a path of that host', async (line, url) => {
  const request = await send(line)
  expect(request?.url).toBe(url)
  expect(request?.headers.host).toBe('evil.example')
})

test.each([
  ['/api/me', undefined],
  ['/account', '1'],
])('when %s is asked for with `rsc`, it arrives as %s', async (path, arrived) => {
  const request = await send(`GET ${path}`, 'RSC: 1')
  expect(request?.headers.rsc).toBe(arrived)
})

describe('a header that comes twice', () => {
  const twice = (name: string, one: string, two: string) => [`${name}: ${one}`, `${name}: ${two}`]

  test('when it is Authorization, it is refused, and the first is not taken', async () => {
    const request = await send('GET /', ...twice('Authorization', 'Bearer a.b.c', 'Bearer d.e.f'))
    // A server that will not even take it is fine, too.
    const bearer = request ? readBearer(request.headers.authorization ?? null) : null
    expect(bearer?.ok ?? false).toBe(false)
  })

  test('when it is Cookie, both are seen', async () => {
    const request = await send(
      'GET /',
      ...twice('Cookie', `${REFRESH_COOKIE}=a`, `${REFRESH_COOKIE}=b`),
    )
    expect(request?.headers.cookie).toBe(`${REFRESH_COOKIE}=a; ${REFRESH_COOKIE}=b`)
  })

  test('when it is Origin or Sec-Fetch-Site, neither counts', async () => {
    const request = await send(
      'POST /api/x',
      ...twice('Origin', 'http://localhost', 'http://evil.example'),
      ...twice('Sec-Fetch-Site', 'same-origin', 'cross-site'),
    )
    expect(request?.headers.origin).not.toBe('http://localhost')
    expect(request?.headers['sec-fetch-site']).not.toBe('same-origin')
  })
})
