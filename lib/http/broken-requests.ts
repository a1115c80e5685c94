// Machine: a clone need not edit this file.
import { randomUUID } from 'node:crypto'
import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ErrorCode } from '../contract/errors'
import { REQUEST_ID, withRequestId } from '../log/request-id'
import { API_HEADERS, problemBody } from './problem'

/** What Node keeps with a connection of an HTTP server. */
export type Connection = Socket & {
  server?: unknown
  parser?: unknown
  _httpMessage?: ServerResponse & { _headerSent?: boolean }
}

/** Node's names of what it cannot read; all others are malformed requests. */
const CODES: Record<string, ErrorCode> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'body-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
}

/** The problem of a request that Node cannot read, by the error of its `clientError`. */
export function codeOf({ code = '' }: NodeJS.ErrnoException): ErrorCode {
  return CODES[code] ?? 'malformed-request'
}

/**
 * Answers on the socket, where Node makes no response, and ends the connection as Node would: the
 * answer is written at once, and a client that does not end its side keeps no socket open. A
 * connection that the client has reset is not writable any more.
 *
 * @param headers what every answer carries, and more of this one.
 */
export function refuseConnection(
  socket: Connection,
  code: ErrorCode,
  headers: [name: string, value: string][],
): void {
  // The client may reset the connection now, and Node listens to it no more: unheard, that ends the process.
  socket.on('error', () => undefined)
  // Behind the head of another answer these bytes would be part of its body.
  if (socket.writable && !socket._httpMessage?._headerSent) {
    const id = randomUUID()
    const body = withRequestId(id, () => problemBody({ code }))
    const text = JSON.stringify(body)
    const lines = Object.entries({
      ...Object.fromEntries(headers),
      ...API_HEADERS,
      [REQUEST_ID]: id,
      Connection: 'close',
      'Content-Length': Buffer.byteLength(text),
      'Content-Type': 'application/problem+json',
      Date: new Date().toUTCString(),
    }).map(([name, value]) => `${name}: ${value}\r\n`)
    const status = `${body.status} ${STATUS_CODES[body.status]}`
    socket.write(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n${text}`)
  }
  socket.destroy()
}
