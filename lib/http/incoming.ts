import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'

/**
 * Sets right three things on every request before Next sees it. Next has no hook that early; Node's
 * own diagnostics channel has, in development, production and standalone alike.
 */
export function prepareIncomingRequests(): void {
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage }
    appendClientAddress(request)
    joinAuthorization(request)
    renameTrace(request)
  })
}

/**
 * Appends the address of the socket to `X-Forwarded-For`, as a proxy would. Next does so only for
 * requests that came without the header, and passes a forged one on as it is. With this the last
 * entry is always a fact.
 */
function appendClientAddress({ headers, socket }: IncomingMessage): void {
  const claimed = headers['x-forwarded-for']
  const address = (socket.remoteAddress ?? 'unknown').replace(/^::ffff:/, '')
  headers['x-forwarded-for'] = claimed ? `${claimed}, ${address}` : address
}

/**
 * Joins several `Authorization` headers, as HTTP joins any header that comes twice. Node keeps the
 * first and drops the rest in silence; a proxy in front may have checked the last. Joined, they
 * are no valid credential, and are refused.
 */
function joinAuthorization({ headers, rawHeaders }: IncomingMessage): void {
  const values = rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'authorization',
  )
  if (values.length > 1) headers.authorization = values.join(', ')
}

/**
 * Web requests cannot be made with the method TRACE, and Next fails with a 500 on trying. Under
 * another name the middleware can refuse it like any method it does not know.
 */
function renameTrace(request: IncomingMessage): void {
  if (request.method === 'TRACE') request.method = 'X-TRACE'
}
