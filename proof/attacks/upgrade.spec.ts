/** A socket that no one serves must not stay open: a thousand of them end a process. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { App } from '../../e2e/support/app'
import { Client } from '../../e2e/support/client'
import { expect, test } from '../../e2e/support/test'
import { head, sendRaw } from '../support/raw'

const PATHS = ['/', '/account', '/nowhere', '/api/me', '/_next/webpack-hmr', '/icon.svg']
const PROTOCOLS = ['websocket', 'h2c', 'TLS/1.0', 'nonsense']

const asking = (app: App, path: string, protocol: string) =>
  [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${app.port}`,
    'Connection: Upgrade',
    `Upgrade: ${protocol}`,
    '\r\n',
  ].join('\r\n')

async function open(app: App, message: string): Promise<Socket> {
  const socket = connect(app.port, '127.0.0.1')
  socket.on('error', () => undefined).resume()
  await once(socket, 'connect')
  socket.write(message)
  return socket
}

/** Ends this side of each, and waits until the server has ended its own. */
async function expectClosed(sockets: Socket[]): Promise<void> {
  for (const socket of sockets) socket.end()
  await expect.poll(() => sockets.filter(({ closed }) => !closed).length).toBe(0)
}

test('when a request asks for another protocol, it is answered as if it did not', async ({
  app,
}) => {
  for (const path of PATHS) {
    const plain = await sendRaw(app, [head(app, `GET ${path}`)])
    for (const protocol of PROTOCOLS) {
      const lines = ['Connection: Upgrade', `Upgrade: ${protocol}`]
      const upgraded = await sendRaw(app, [head(app, `GET ${path}`, lines)])
      expect(upgraded.status, `${path} ${protocol}`).toBe(plain.status)
    }
  }
})

test('when 300 clients ask for another protocol and leave, no socket stays open', async ({
  app,
}) => {
  const messages = Array.from({ length: 300 }, (_, index) =>
    asking(app, PATHS[index % PATHS.length] ?? '/', PROTOCOLS[index % PROTOCOLS.length] ?? ''),
  )
  await expectClosed(await Promise.all(messages.map((message) => open(app, message))))
})

test('when a client sends CONNECT, its connection ends', async ({ app }) => {
  for (const target of ['evil.example:443', '/', '127.0.0.1:1']) {
    const socket = await open(app, `CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`)
    await expect.poll(() => socket.closed).toBe(true)
  }
  expect((await new Client(app).get('/api/health')).status).toBe(200)
})

test('when clients ask for another protocol while the server starts, no socket stays open', async ({
  startApp,
}) => {
  const app = await startApp()
  await app.kill()
  let ready = false
  const restarted = app.restart().finally(() => {
    ready = true
  })
  const sockets: Socket[] = []
  while (!ready && sockets.length < 300) {
    // Next listens before it is ready: these are the ones in question.
    const socket = await open(app, asking(app, '/account', 'websocket')).catch(() => null)
    if (socket) sockets.push(socket)
    await sleep(2)
  }
  await restarted
  expect(sockets.length).toBeGreaterThan(0)
  await expectClosed(sockets)
})
