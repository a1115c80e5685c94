/** A balancer as one stands in front of several processes: round robin, nothing sticky. */
import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const POLL = 5

export type Balancer = {
  url: string
  /** How many answers of the app it has passed on, by the port of who gave it. */
  served: Map<number, number>
  /** How each request was lost whose process went away under it. */
  broken: string[]
  /**
   * Takes a process out, as a deploy does: it gets no more requests, and when this resolves its
   * last answer has been passed on and its connections are closed.
   */
  rest(port: number): Promise<void>
  /** Gives it requests again. */
  wake(port: number): void
  /** Of every so many answers to a refresh one is thrown away, and the line cut; 0: none. */
  loseEvery: number
  /** How many answers it has thrown away. */
  lost: number
  close(): Promise<void>
}

/** Node's code for a port where no one listens: the request was not sent, another may have it. */
const NO_LISTENER = 'ECONNREFUSED'

/**
 * @param ports of the processes, on loopback; each is tried in turn, also while it is down. Processes
 *   that need its address to start are added to the array when they have.
 */
export async function startBalancer(ports: number[]): Promise<Balancer> {
  // As balancers do: a signal to the app must fail nothing on connections that are kept.
  const agents = new Map<number, Agent>()
  const agentOf = (port: number) => {
    const agent = agents.get(port) ?? new Agent({ keepAlive: true })
    agents.set(port, agent)
    return agent
  }
  const resting = new Set<number>()
  /** How many requests each port has not yet answered. */
  const waiting = new Map<number, number>()
  let turn = 0
  let refreshes = 0

  function forward(incoming: IncomingMessage, outgoing: ServerResponse, tries: number): void {
    if (tries === 0) {
      fail(outgoing)
      return
    }
    const port = ports[turn++ % ports.length] ?? 0
    if (resting.has(port)) {
      forward(incoming, outgoing, tries - 1)
      return
    }
    const { method, url: path, headers } = incoming
    const options = { host: '127.0.0.1', port, method, path, headers, agent: agentOf(port) }
    waiting.set(port, (waiting.get(port) ?? 0) + 1)
    const sent = request(options, (answer) => {
      proxy.served.set(port, (proxy.served.get(port) ?? 0) + 1)
      if (path === '/api/auth/refresh') refreshes += 1
      if (
        proxy.loseEvery > 0 &&
        path === '/api/auth/refresh' &&
        refreshes % proxy.loseEvery === 0
      ) {
        proxy.lost += 1
        answer.resume()
        outgoing.destroy()
        return
      }
      const { connection: _, 'keep-alive': __, ...others } = answer.headers
      outgoing.writeHead(answer.statusCode ?? 502, others)
      answer.once('error', () => outgoing.destroy())
      answer.pipe(outgoing)
    })
    sent.once('close', () => waiting.set(port, (waiting.get(port) ?? 0) - 1))
    sent.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === NO_LISTENER) {
        forward(incoming, outgoing, tries - 1)
        return
      }
      proxy.broken.push(`${error.code} on a ${sent.reusedSocket ? 'kept' : 'new'} connection`)
      fail(outgoing)
    })
    // The requests of these tests have no body, but for sign-ins, which come before any trouble.
    if (tries === ports.length) incoming.pipe(sent)
    else sent.end()
  }

  const server = createServer((incoming, outgoing) => forward(incoming, outgoing, ports.length))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy: Balancer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    served: new Map(),
    async rest(port) {
      resting.add(port)
      while (waiting.get(port)) await sleep(POLL)
      agentOf(port).destroy()
      agents.delete(port)
    },
    wake: (port) => void resting.delete(port),
    broken: [],
    loseEvery: 0,
    lost: 0,
    async close() {
      for (const agent of agents.values()) agent.destroy()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return proxy
}

/** 502, and never 503: that would look like an answer of the app. */
function fail(outgoing: ServerResponse): void {
  if (outgoing.headersSent) outgoing.destroy()
  else outgoing.writeHead(502).end()
}
