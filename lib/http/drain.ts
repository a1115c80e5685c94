import { subscribe } from 'node:diagnostics_channel'
import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/**
 * When after SIGTERM answers begin to say `Connection: close`, in milliseconds. By then nobody
 * listens any more, here or in the process that accepts for several: who is sent away finds the
 * door closed, and not a connection that nobody will serve.
 */
const CLOSE_AFTER = 500
/** How long idle connections stay open after SIGTERM, in milliseconds. */
const IDLE_GRACE = 2_500
/** After this whatever is still open is cut, in milliseconds; the start script and Docker kill at 10,000. */
const LIMIT = 8_000

/** What Node publishes with each request. */
type RequestStart = { response: ServerResponse; server: Server; socket: Socket }

/**
 * Makes SIGTERM fail no request. On that signal Next stops listening and closes every idle
 * connection at once; a client or a proxy that is just sending its next request on one gets a
 * reset instead of an answer. So idle connections stay for a moment, and each answer says
 * `Connection: close` (RFC 9112 section 9.6): the other side then opens its next one elsewhere.
 */
export function drainOnSigterm(): void {
  let server: Server | undefined
  let draining = false
  let sendingAway = false

  subscribe('http.server.request.start', (message) => {
    const started = message as RequestStart
    server ??= started.server
    if (sendingAway) started.response.shouldKeepAlive = false
  })

  // Before Next's own listener, which was there first.
  process.prependListener('SIGTERM', () => {
    if (draining || !server) return
    draining = true
    const closing = server
    const closeIdleConnections = closing.closeIdleConnections.bind(closing)
    const close = closing.close.bind(closing)
    // What `close` calls.
    closing.closeIdleConnections = () => undefined
    setTimeout(() => {
      sendingAway = true
    }, CLOSE_AFTER).unref()
    setTimeout(() => afterArrivals(closeIdleConnections), IDLE_GRACE).unref()
    closing.close = (callback) => {
      afterArrivals(() => close(callback))
      return closing
    }
    // Browsers open connections ahead of need; those count as busy and would hold the process.
    setTimeout(() => closing.closeAllConnections(), LIMIT).unref()
  })
}

/**
 * Runs something when what has reached this machine by now, connections and requests, has been
 * taken in: on a busy server a signal or a timer may come before it.
 */
function afterArrivals(run: () => void): void {
  setImmediate(() => setImmediate(run))
}
