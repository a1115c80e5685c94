// Machine: a clone need not edit this file.
import { randomUUID } from 'node:crypto'
import { subscribe } from 'node:diagnostics_channel'
import { type IncomingMessage, type RequestListener, Server, type ServerResponse } from 'node:http'
import { REQUEST_ID, withRequestId } from '../log/request-id'
import { type Connection, codeOf, refuseConnection } from './broken-requests'
import { ALL_ALLOWED, firstAnswer } from './first-answer'

export type Servers = {
  development: boolean
  /** What every answer carries. */
  headers: [name: string, value: string][]
  /** What a request that `firstAnswer` lets through is answered without Next; null for what goes on. */
  gate: (request: IncomingMessage) => Promise<Response | null>
}
type Prepare = (request: IncomingMessage, response: ServerResponse) => void

/** What Next serves itself while developing: its tools post to these, and keep a web socket open. */
const DEVELOPMENT_TOOLS = /^\/(_next|__nextjs)/

const taken = new WeakSet<Server>()

/**
 * Prepares every request of this process's servers, and gives those that `firstAnswer` or the gate
 * answers, and what is no HTTP, to no one else. Next has no hook that early; Node's own
 * diagnostics channels are one, in development, production, the cluster and standalone alike.
 *
 * @returns when that holds for the requests that have come already as well.
 */
export async function beforeEveryRequest(settings: Servers, change: Prepare): Promise<void> {
  const prepare: Prepare = (request, response) => {
    const id = randomUUID()
    request.headers[REQUEST_ID] = id
    response.setHeader(REQUEST_ID, id)
    for (const [name, value] of settings.headers) response.setHeader(name, value)
    change(request, response)
  }
  const takeOver = (server: unknown) => {
    if (server instanceof Server && !taken.has(server)) takeOverServer(server, settings)
  }
  subscribe('net.server.socket', (message) =>
    takeOver((message as { socket: Connection }).socket.server),
  )
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    prepare(request, response)
  })
  const connections = activeHandles().filter((handle): handle is Connection => {
    takeOver(handle)
    return (handle as Connection).server instanceof Server
  })
  await Promise.all(connections.map((one) => catchUp(one, settings, prepare)))
}

function takeOverServer(server: Server, { development, headers, gate }: Servers): void {
  taken.add(server)
  server.on('clientError', (error, socket) =>
    refuseConnection(socket as Connection, codeOf(error), headers),
  )
  // Without a listener Node closes the connection and answers nothing (RFC 9110 section 9.3.6).
  server.on('connect', (_request, socket) =>
    refuseConnection(socket as Connection, 'method-not-allowed', [
      ...headers,
      ['Allow', ALL_ALLOWED],
    ]),
  )
  // Node's own 400 has no body; `firstAnswer` has one.
  Object.assign(server, { requireHostHeader: false })
  // Next leaves a socket with an `Upgrade` header open where no page takes it, and a
  // thousand of them end a process. Without a listener Node ignores the header (RFC 9110 section 7.8).
  if (!development) server.removeAllListeners('upgrade')
  // Node would answer 417. Only `100-continue` means something (RFC 9110 section 10.1.1).
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
  const listeners = server.listeners('request') as RequestListener[]
  server.removeAllListeners('request')
  server.on('request', (request, response) =>
    withRequestId(String(request.headers[REQUEST_ID]), async () => {
      const tool = development && DEVELOPMENT_TOOLS.test(request.url ?? '')
      const answer = tool ? null : (firstAnswer(request) ?? (await gate(request)))
      if (answer) await send(answer, response)
      else for (const listener of listeners) listener.call(server, request, response)
    }),
  )
}

/**
 * Next listens before it loads any of this, and holds what comes until it is ready. Those requests
 * have passed no channel, so they are prepared here, while they wait.
 */
async function catchUp(
  connection: Connection,
  { development, gate }: Servers,
  prepare: Prepare,
): Promise<void> {
  const response = connection._httpMessage
  if (response) {
    prepare(response.req, response)
    // Next will answer it as well, so there is no place for an answer of ours.
    const refused = firstAnswer(response.req) ?? (await gate(response.req))
    if (!development && refused) connection.destroy()
  } else if (!development && !connection.parser) {
    // An `Upgrade` that Node has already taken out of HTTP.
    connection.destroy()
  }
}

async function send(answer: Response, response: ServerResponse): Promise<void> {
  const body = await answer.text()
  response.statusCode = answer.status
  for (const [name, value] of answer.headers) response.setHeader(name, value)
  response.end(body)
}

/** Node documents no other way to what is open already. */
function activeHandles(): object[] {
  const { _getActiveHandles } = process as unknown as { _getActiveHandles?: () => object[] }
  return _getActiveHandles?.() ?? []
}
