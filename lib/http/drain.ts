// Machine: a clone need not edit this file.
import { subscribe } from 'node:diagnostics_channel'
import type { Server, ServerResponse } from 'node:http'

/** All in milliseconds. */
const TIMES = {
  /** How long after SIGTERM connections that keep arriving are still taken in. */
  arrivals: 1_000,
  /**
   * How long after the listening ends answers begin to say `Connection: close`. By then no process
   * of the machine listens, so a client that reconnects is refused at once and is not left waiting.
   */
  sendingAway: 500,
  /** How long idle connections stay open after that. */
  idle: 2_000,
  /** After this every request that is still open is cut; the start script and Docker kill at 10,000. */
  limit: 8_000,
}

/** What Node publishes with each request. */
type RequestStart = { response: ServerResponse; server: Server }

/**
 * Makes SIGTERM fail no request. On that signal Next stops listening at once, which resets what
 * the system has accepted and Node has not, and closes every idle connection, on some of which the
 * next request is under way. So here everything that has arrived is taken in first, idle
 * connections stay for a moment, and each answer says `Connection: close` (RFC 9112 section 9.6).
 *
 * @param times for tests: the real ones wait for seconds
 */
export function drainOnSigterm(times = TIMES): void {
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
      afterArrivals(ending, times.arrivals, () => {
        close(callback)
        setTimeout(() => {
          sendingAway = true
          // Not before a turn of the event loop has read what has arrived on them.
          setTimeout(() => setImmediate(closeIdleConnections), times.idle).unref()
        }, times.sendingAway).unref()
      })
      return ending
    }
    // Browsers open connections ahead of need; those count as busy and would hold the process.
    setTimeout(() => ending.closeAllConnections(), times.limit).unref()
  })
}

/** Runs something when a turn of the event loop has found no new connection waiting. */
function afterArrivals(server: Server, atMost: number, run: () => void): void {
  const limit = performance.now() + atMost
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
