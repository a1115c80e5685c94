import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { launch } from './child.mjs'
import { root, tool } from './paths.mjs'
import { passOn, tellDeveloper } from './server-log.mjs'
import { addressMismatch, localUrl } from './settings.mjs'

const POLL = 100
const SLOW = 30_000

/**
 * Serves the built app until it ends, and prints its address when it answers.
 *
 * @param {{ host: string, port: number, appUrl?: string, processes: number }} settings
 * @returns {Promise<number>} the server's exit code
 */
export async function serve({ host, port, appUrl, processes }) {
  const several = `${root}scripts/lib/cluster.mjs`
  const command =
    processes === 1
      ? tool('next', 'start', '--hostname', host, '--port', String(port))
      : [process.execPath, several, String(processes), host, String(port)]
  const child = launch(command, {
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  passOn(child.stdout)
  // Asked before, it would load a route in the middle of its start.
  let ready = false
  child.once('message', () => {
    ready = true
  })

  let over = false
  const ended = child.ended.finally(() => {
    over = true
  })
  const started = Date.now()
  let warned = false
  while (!over) {
    if (ready && (await isHealthy(host, port))) {
      announce(host, port, appUrl)
      break
    }
    if (!warned && Date.now() - started > SLOW) {
      warned = true
      tellDeveloper(
        'not_healthy_yet',
        'Still waiting: the server runs, and /api/health does not answer 200 yet',
      )
    }
    await sleep(POLL)
  }
  return (await ended).code
}

function announce(host, port, appUrl) {
  const here = localUrl(host, port)
  const public_ = appUrl?.startsWith('https:')
  const mismatch = addressMismatch({ host, port, appUrl })
  if (mismatch) tellDeveloper('address_mismatch', mismatch)
  tellDeveloper(
    'server_ready',
    public_ ? `Ready at ${appUrl} (${here} on this machine)` : `Ready at ${here}`,
  )
}

/**
 * Does the app answer there? Not asked by `fetch`: its time-out can be lost with its signal, and a start
 * would wait without end.
 */
export function isHealthy(host, port) {
  const target = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host
  return new Promise((resolve) => {
    const request = http.get(
      // No agent: neither a kept connection nor a proxy has a place between a server and its own check.
      { host: target, port, path: '/api/health', agent: false, timeout: 2000 },
      (response) => {
        response.resume()
        resolve(response.statusCode === 200)
      },
    )
    request.once('timeout', () => request.destroy())
    request.once('error', () => resolve(false))
  })
}
