/** Upgrades, and bytes that are no request. A socket that no one serves must not stay open: a thousand end a process. */
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '../../e2e/support/client'
import { head, sendRaw } from '../../e2e/support/raw'
import { expect, test } from '../../e2e/support/test'
import {
  asking,
  expectBrokenRefused,
  expectClosed,
  expectUpgradesClosed,
  open,
  PATHS,
  PROTOCOLS,
} from '../support/strangers'

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
  await expectUpgradesClosed(app, 300)
})

test('when a client sends CONNECT, it is a 405 and its connection ends', async ({ app }) => {
  for (const target of ['evil.example:443', '/', '127.0.0.1:1']) {
    const answer = await sendRaw(app, [head(app, `CONNECT ${target}`)])
    expect(answer.status, target).toBe(405)
    expect(answer.headers).toMatchObject({
      connection: 'close',
      allow: expect.stringContaining('GET'),
    })
    expect(answer.json()).toMatchObject({ code: 'method-not-allowed' })
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

test('when bytes are no request, the answer is a problem document with every header', async ({
  app,
}) => {
  const logged = app.output.length
  await expectBrokenRefused(app)
  expect(app.output.slice(logged)).toEqual([])
})

test('when clients break off in the middle of a request, nothing is logged and no socket stays open', async ({
  app,
}) => {
  const logged = app.output.length
  const halves = [
    '',
    'GET /api/me HT',
    head(app, 'GET /account').slice(0, -2),
    `${head(app, 'GET /account')}nonsense\r\n\r\n`,
    ...['login', 'logout', 'refresh', 'nowhere'].flatMap((name) => [
      `${head(app, `POST /api/auth/${name}`, ['Content-Length: 500'])}{"email":`,
      `${head(app, `POST /api/auth/${name}`, ['Transfer-Encoding: chunked'])}5\r\nab`,
    ]),
  ]
  for (const how of ['reset', 'end', 'reset', 'end']) {
    const sockets = await Promise.all(halves.map((half) => open(app, half)))
    if (how === 'reset') for (const socket of sockets) socket.resetAndDestroy()
    await expectClosed(sockets)
  }
  expect((await new Client(app).get('/api/health')).status).toBe(200)
  expect(app.output.slice(logged)).toEqual([])
})
