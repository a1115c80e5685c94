/**
 * A proxy in front of the app. It writes down everything that passes, and can act as the bad
 * network, the captive portal or the busy server that stands between people and an app.
 */

import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright/test'
import { PROBLEM_TYPE } from '../../../lib/brand'
import { requestOf } from '../../support/client'

export type HeaderLine = [name: string, value: string]

export type Reply = { status: number; headers: HeaderLine[]; body: string | Buffer }

/** A request and its answer, to the last header. `status` 0: no answer was given. */
export type Exchange = {
  method: string
  /** With its query. */
  path: string
  requestHeaders: HeaderLine[]
  requestBody: string
  status: number
  responseHeaders: HeaderLine[]
  responseBody: string
}

/**
 * What becomes of a request: an answer, the app's own (`pass` asks it) or another, or `lost`: the
 * connection breaks without one.
 */
export type Meddling = (
  pass: () => Promise<Reply>,
  asked: { method: string; path: string },
) => Promise<Reply | 'lost'>

export type Wire = {
  /** The origin that a browser goes to. */
  url: string
  /** In the order in which they ended. */
  exchanges: Exchange[]
  /** How many requests of a path have arrived, answered or not. */
  arrived(path: string): number
  /** Meddles with the requests of a path, or of all paths that match, until the test ends that. */
  meddle(path: string | RegExp, meddling: Meddling): () => void
  close(): Promise<void>
}

/** A header of an answer that is gone when the answer is written anew. */
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'content-length']

/** @param app where the requests go. The Host header stays, so that the app sees its origin. */
export async function startWire(app: { url: string }): Promise<Wire> {
  const exchanges: Exchange[] = []
  const arrivals: string[] = []
  const meddlers = new Map<object, { path: string | RegExp; meddling: Meddling }>()
  const find = (path: string) =>
    [...meddlers.values()].find((one) =>
      typeof one.path === 'string' ? one.path === path : one.path.test(path),
    )

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse) {
    const { method = '', url: path = '' } = incoming
    arrivals.push(path)
    const body = await collect(incoming)
    const pass = () => forward(new URL(app.url), incoming, body)
    const meddling = find(path.split('?')[0] ?? '')?.meddling
    const reply = await (meddling ? meddling(pass, { method, path }) : pass())
    const lost = reply === 'lost'
    exchanges.push({
      method,
      path,
      requestHeaders: pairs(incoming.rawHeaders),
      requestBody: body.toString(),
      status: lost ? 0 : reply.status,
      responseHeaders: lost ? [] : reply.headers,
      responseBody: lost ? '' : reply.body.toString(),
    })
    if (lost) return void outgoing.destroy()
    outgoing.writeHead(reply.status, reply.headers.flat())
    outgoing.end(reply.body)
  }

  const server = createServer((incoming, outgoing) => {
    // The app is down, or the browser is gone: both see a connection that breaks.
    serve(incoming, outgoing).catch(() => outgoing.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exchanges,
    arrived: (path) => arrivals.filter((one) => one.split('?')[0] === path).length,
    meddle(path, meddling) {
      const key = {}
      meddlers.set(key, { path, meddling })
      return () => void meddlers.delete(key)
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** A gate that a meddling can wait at until the test opens it. */
export function gate(): { opened: Promise<void>; open(): void } {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

const SCRIPTS = /^\/_next\/.*\.js$/

/**
 * Opens a page that can be used, and whose scripts are on their way until `release` is called. Its
 * end has been parsed: an inline script there catches an early submit.
 */
export async function openEarly(page: Page, wire: Wire, path: string): Promise<() => void> {
  const scripts = gate()
  wire.meddle(SCRIPTS, async (pass) => {
    await scripts.opened
    return pass()
  })
  await page.goto(path, { waitUntil: 'domcontentloaded' })
  await page.getByRole('contentinfo').waitFor()
  if (wire.exchanges.some((one) => SCRIPTS.test(one.path))) throw new Error('A script has arrived')
  return scripts.open
}

/** A problem document, as a limiter in front of the app would send it. */
export function problemReply(status: number, code: string, detail: string, retryAfter = 0): Reply {
  return {
    status,
    headers: [
      ['Content-Type', 'application/problem+json'],
      ...(retryAfter > 0 ? [['Retry-After', String(retryAfter)] as HeaderLine] : []),
    ],
    body: JSON.stringify({ type: PROBLEM_TYPE + code, status, code, detail }),
  }
}

async function forward(app: URL, incoming: IncomingMessage, body: Buffer): Promise<Reply> {
  const { method, url: path } = incoming
  const { hostname: host, port } = app
  // Plain text comes back, or there would be nothing to search.
  const headers = { ...incoming.headers, 'accept-encoding': 'identity', connection: 'close' }
  const asked = requestOf(app)({ host, port, method, path, headers, agent: false })
  asked.end(body)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  return {
    status: answer.statusCode ?? 0,
    headers: pairs(answer.rawHeaders).filter(([name]) => !HOP_BY_HOP.includes(name.toLowerCase())),
    body: await collect(answer),
  }
}

async function collect(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function pairs(raw: string[]): HeaderLine[] {
  return raw.flatMap((name, index) =>
    index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as HeaderLine] : [],
  )
}
