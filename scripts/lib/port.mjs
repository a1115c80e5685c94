import { randomInt } from 'node:crypto'
import net from 'node:net'

/**
 * Is a port free? Asked before the long steps, so that no one waits for a build to learn that it is not.
 *
 * @returns {Promise<'free' | 'taken' | 'forbidden' | 'no-such-address'>}
 */
export async function portState(host, port) {
  const bound = await bind(host, port)
  if (bound !== 'free') return bound
  // Some systems let a second server listen on 127.0.0.1 beside one that listens everywhere; a
  // browser at localhost could then meet either.
  return (await answers(port)) ? 'taken' : 'free'
}

/**
 * A free port on loopback, for a test: below the range of outgoing connections, so that it stays free
 * for a restart.
 *
 * @returns {Promise<number>}
 */
export async function freePort() {
  const port = randomInt(20_000, 32_000)
  return (await bind('127.0.0.1', port)) === 'free' ? port : freePort()
}

function bind(host, port) {
  const states = { EADDRINUSE: 'taken', EACCES: 'forbidden' }
  return new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', (error) => resolve(states[error.code] ?? 'no-such-address'))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve('free')))
  })
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = net.connect({ host: 'localhost', port, timeout: 1000 })
    const done = (result) => {
      socket.destroy()
      resolve(result)
    }
    socket.once('connect', () => done(true))
    socket.once('error', () => done(false))
    socket.once('timeout', () => done(false))
  })
}

/**
 * The sentence for a person about a port that cannot be had.
 *
 * @param {string} example how to choose the next one
 */
export function portSentence(state, host, port, example) {
  const other = `for example: ${example}`
  if (state === 'taken') {
    return `Port ${port} is taken by another program. Stop that one, or choose another port, ${other}`
  }
  if (state === 'forbidden') {
    return `This user may not listen on port ${port}. Choose one above 1023, ${other}`
  }
  return `HOSTNAME is ${host}, and this machine has no such address. Set it to 127.0.0.1 or 0.0.0.0, or remove it.`
}
