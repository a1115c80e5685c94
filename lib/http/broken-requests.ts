import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ErrorCode } from '../contract/errors'
import { API_HEADERS, problemBody } from './problem'

/** Node's names of what it cannot read; all others are malformed requests. */
const CODES: Record<string, ErrorCode> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'body-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
}

/**
 * Answers a request that Node cannot read, and ends its connection as Node would: the answer is
 * written at once, and a client that does not end its side keeps no socket open.
 *
 * @param error of Node's `clientError`; a connection that the client reset is not writable any more.
 * @param headers what every answer carries.
 */
export function refuseBroken(
  error: NodeJS.ErrnoException,
  socket: Socket & { _httpMessage?: ServerResponse & { _headerSent?: boolean } },
  headers: [name: string, value: string][],
): void {
  // Behind the head of another answer these bytes would be part of its body.
  if (socket.writable && !socket._httpMessage?._headerSent) {
    const body = problemBody({ code: CODES[error.code ?? ''] ?? 'malformed-request' })
    const text = JSON.stringify(body)
    const lines = Object.entries({
      ...Object.fromEntries(headers),
      ...API_HEADERS,
      Connection: 'close',
      'Content-Length': Buffer.byteLength(text),
      'Content-Type': 'application/problem+json',
      Date: new Date().toUTCString(),
    }).map(([name, value]) => `${name}: ${value}\r\n`)
    const status = `${body.status} ${STATUS_CODES[body.status]}`
    socket.write(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n${text}`)
  }
  socket.destroy(error)
}
