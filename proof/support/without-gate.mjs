// For node --import: what stands in front of Next takes every request for one that is open to everyone.
import { Server } from 'node:http'

const { on } = Server.prototype
/** Servers that have Next's own listener; the next one stands in front of it. */
const known = new WeakSet()

Server.prototype.on = function (event, listener) {
  if (event !== 'request') return on.call(this, event, listener)
  if (!known.has(this)) {
    known.add(this)
    return on.call(this, event, listener)
  }
  return on.call(this, event, (request, response) => {
    const { url } = request
    request.url = '/api/health'
    listener.call(this, request, response)
    request.url = url
  })
}
