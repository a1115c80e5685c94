import { subscribe } from 'node:diagnostics_channel'
import type { Server, ServerResponse } from 'node:http'

/** How long after SIGTERM connections that keep arriving are still taken in, in milliseconds. */
const ARRIVALS_LIMIT = 1_000
/**
 * How long after the listening ends answers begin to say `Connection: close`, in milliseconds. By
 * then nobody listens any more, the other processes of the machine neither: who is sent away finds
 * the door closed, and not a connection that nobody will serve.
 */
const SENDING_AWAY_AFTER = 500
/** How long idle connections stay open after that, in milliseconds. */
const IDLE_GRACE = 2_000
/** After this whatever is still open is cut, in milliseconds; the start script and Docker kill at 10,000. */
const LIMIT = 8_000

/** What Node publishes with each request. */
type RequestStart = { response: ServerResponse; server: Server }

/**
 * Makes SIGTERM fail no request. On that signal Next stops listening at once, which resets what
 * the system has accepted and Node has not, and closes every idle connection, on some of which the
 * next request is under way. So here everything that has arrived is taken in first, idle
 * connections stay for a moment, and each answer says `Connection: close` (RFC 9112 section 9.6).
 */
export function drainOnSigterm(): void {
  let server: Server | undefined
  let sendingAway = false

  subscribe('http.server.request.start', (message) => {
    const started = message as RequestStart
    server ??= started.server
    if (sendingAway && started.server === server) started.response.shouldKeepAlive = false
  })

  // Before Next's own listener, which calls `close`, and that in turn `closeIdleConnections`.
  process.prependOnceListener('SIGTERM', () => {
    if (!server) return
    const ending = server
    const close = ending.close.bind(ending)
    const closeIdleConnections = ending.closeIdleConnections.bind(ending)
    ending.closeIdleConnections = () => undefined
    ending.close = (callback) => {
      afterArrivals(ending, () => {
        close(callback)
        setTimeout(() => {
          sendingAway = true
          // Not before a turn of the event loop has read what has arrived on them.
          setTimeout(() => setImmediate(closeIdleConnections), IDLE_GRACE).unref()
        }, SENDING_AWAY_AFTER).unref()
      })
      return ending
    }
    // Browsers open connections ahead of need; those count as busy and would hold the process.
    setTimeout(() => ending.closeAllConnections(), LIMIT).unref()
  })
}

/** Runs something when a turn of the event loop has found no new connection waiting. */
function afterArrivals(server: Server, run: () => void): void {
  const limit = performance.now() + ARRIVALS_LIMIT
  let arrived = true
  const count = () => {
    arrived = true
  }
  const look = () => {
    if (arrived && performance.now() < limit) {
      arrived = false
      setImmediate(look)
      return
    }
    server.off('connection', count)
    run()
  }
  server.on('connection', count)
  setImmediate(look)
}
