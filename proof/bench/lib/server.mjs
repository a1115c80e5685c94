import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { launch, outputOf } from '../../../scripts/lib/child.mjs'

const METER = import.meta.resolve('./meter.mjs')
const START_LIMIT = 60_000
const POLL = 10

/**
 * Starts a server on this very Node, with a meter in it, and waits for its first answer.
 *
 * @param {string[]} args of Node
 * @param {{ env: NodeJS.ProcessEnv, origin: string, path?: string }} options `path` is answered with 200
 * @returns {Promise<{
 *   origin: string, env: NodeJS.ProcessEnv, stop(): Promise<void>,
 *   read(): Promise<{ cpu: number, statements: number }>,
 * }>} `read`: since the start; `cpu` in microseconds
 */
export async function startServer(args, { env, origin, path = '/' }) {
  const child = launch([process.execPath, '--import', METER, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const output = outputOf(child)
  if (!(await firstAnswer(child, `${origin}${path}`))) {
    throw new Error(`${args.join(' ')} did not start:\n${output()}`)
  }
  return {
    origin,
    env,
    read: () => reading(child),
    async stop() {
      child.kill('SIGTERM')
      await child.ended
    },
  }
}

/** What the meter says now. The server may send messages as well, such as that it is ready. */
function reading(child) {
  return new Promise((resolve) => {
    const take = (message) => {
      if (message.cpu === undefined) return
      child.off('message', take)
      resolve(message)
    }
    child.on('message', take)
    child.send('read')
  })
}

/** Waits for a 200. @returns {Promise<boolean>} false where the process ends, or the time is up */
export async function firstAnswer(child, url) {
  for (const limit = Date.now() + START_LIMIT; Date.now() < limit; await sleep(POLL)) {
    if (child.exitCode !== null) return false
    if ((await statusOf(url)) === 200) return true
  }
  return false
}

function statusOf(url) {
  return new Promise((resolve) => {
    http
      .get(url, { agent: false }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      .once('error', () => resolve(0))
  })
}
