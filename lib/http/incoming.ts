import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Config } from '../config'
import { REFUSED_METHOD } from './problem'

/** Two years, as the preload lists ask for (ASVS v5.0.0-3.4.1). */
const HSTS = 'max-age=63072000; includeSubDomains'

/** What a route here may have (and HEAD and OPTIONS, which follow from it). */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/**
 * Sets right every request before Next sees it. Next has no hook that early; Node's own
 * diagnostics channel has, in development, production and standalone alike.
 */
export function prepareIncomingRequests({ secure }: Pick<Config, 'secure'>): void {
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    // Here and not in the middleware: static files and Next's own redirects need it, too.
    if (secure) response.setHeader('Strict-Transport-Security', HSTS)
    appendClientAddress(request)
    joinAuthorization(request)
    markRefusedMethod(request)
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
 * A method that no route has (TRACE, PROPFIND …) goes on as OPTIONS with a mark, and whoever knows
 * the route's methods refuses it with them. Next would answer 400, or for TRACE, which a web
 * request cannot have, 500.
 */
function markRefusedMethod(request: IncomingMessage): void {
  delete request.headers[REFUSED_METHOD]
  if (METHODS.includes(request.method ?? '')) return
  request.headers[REFUSED_METHOD] = 'true'
  request.method = 'OPTIONS'
}
