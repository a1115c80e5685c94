/** Bytes on a socket, for requests that no HTTP client would send. */
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, makeAnswer } from './client'

/** In milliseconds: ends what hangs, and fails nothing on a slow machine. */
const LIMIT = 60_000

type Address = { port: number }

/**
 * The head of a request, each header line as given, so that one may come twice. `Host` and
 * `Connection: close` are added.
 *
 * @public For the proof.
 */
export function head(app: Address, requestLine: string, headerLines: string[] = []): string {
  const lines = [
    `${requestLine} HTTP/1.1`,
    `Host: 127.0.0.1:${app.port}`,
    'Connection: close',
    ...headerLines,
  ]
  return `${lines.join('\r\n')}\r\n\r\n`
}

/** One piece of a body with `Transfer-Encoding: chunked`; an empty one ends it. */
export function chunk(data: string): string {
  return `${Buffer.byteLength(data).toString(16)}\r\n${data}\r\n`
}

type Pace = {
  /** Between two parts, in milliseconds. What is left when the answer has come is not sent. */
  pause?: number
  /** Ends this side of the connection after the last part: the message may be incomplete. */
  end?: boolean
}

/**
 * Sends the parts as they are, one after the other, and reads until the server closes.
 *
 * @throws where what came is no HTTP answer.
 *
 * @public For the proof.
 */
export async function sendRaw(
  app: Address,
  parts: (string | Uint8Array)[],
  pace: Pace = {},
): Promise<Answer> {
  const answer = await exchangeRaw(app, parts, pace)
  if (!answer) throw new Error('The connection was closed without a whole answer')
  return answer
}

/**
 * The same; undefined where the connection ended without a whole answer. A server that closes it while a body
 * is still under way takes with it what the client has not read.
 */
export async function exchangeRaw(
  app: Address,
  parts: (string | Uint8Array)[],
  { pause = 0, end = false }: Pace,
): Promise<Answer | undefined> {
  const socket = connect({ port: app.port, host: '127.0.0.1', allowHalfOpen: end })
  socket.setNoDelay(true)
  const received: Buffer[] = []
  const closed = new Promise<void>((resolve, reject) => {
    socket.on('data', (data: Buffer) => received.push(data))
    socket.once('end', () => socket.end())
    socket.once('close', () => resolve())
    // The server may close while we still write; what it said before counts.
    socket.once('error', () => resolve())
    socket.setTimeout(LIMIT, () => reject(new Error(`No end of the answer in ${LIMIT} ms`)))
  })
  try {
    for (const part of parts) {
      if (isAnswered(received) || socket.destroyed) break
      socket.write(part)
      if (pause > 0) await sleep(pause)
    }
    if (end) socket.end()
    await closed
  } finally {
    socket.destroy()
  }
  return received.length > 0 ? parse(Buffer.concat(received)) : undefined
}

/** Has an answer come? `100 Continue` asks for the rest of the request, and is none. */
function isAnswered(received: Buffer[]): boolean {
  const text = Buffer.concat(received).toString('latin1')
  return text !== '' && !/^HTTP\/1\.1 1\d\d [^\r]*\r\n\r\n$/.test(text)
}

/** Sends a request and is gone before its answer, at once or after some milliseconds. @public For the proof. */
export async function hangUpAfter(
  app: Address,
  request: string,
  { milliseconds = 0 } = {},
): Promise<void> {
  const socket = connect(app.port, '127.0.0.1')
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.write(request, () => resolve())
  })
  if (milliseconds > 0) await sleep(milliseconds)
  socket.destroy()
}

function parse(bytes: Buffer): Answer | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) throw new Error(`Not an HTTP answer: ${JSON.stringify(bytes.toString())}`)
  const [statusLine = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n')
  // An answer on the way, to `Expect: 100-continue`; the one that counts follows.
  if (/^HTTP\/1\.1 1/.test(statusLine)) return parse(bytes.subarray(end + 4))
  const headers: Record<string, string> = {}
  const setCookies: string[] = []
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    if (name === 'set-cookie') setCookies.push(value)
    else headers[name] = name in headers ? `${headers[name]}, ${value}` : value
  }
  const body = bytes.subarray(end + 4)
  const isChunked = headers['transfer-encoding'] === 'chunked' && body.length > 0
  const text = isChunked ? joinChunks(body) : body
  if (!text) return undefined
  return makeAnswer(Number(statusLine.split(' ')[1]), headers, setCookies, text.toString())
}

/** @returns undefined where the last chunk has not come. */
function joinChunks(body: Buffer): Buffer | undefined {
  const chunks: Buffer[] = []
  let rest = body
  for (;;) {
    const line = rest.indexOf('\r\n')
    const size = Number.parseInt(rest.subarray(0, line).toString(), 16)
    if (line < 0 || Number.isNaN(size)) return undefined
    if (size === 0) return Buffer.concat(chunks)
    chunks.push(rest.subarray(line + 2, line + 2 + size))
    rest = rest.subarray(line + 2 + size + 2)
  }
}
