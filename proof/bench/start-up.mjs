// How long a start takes where everything is built: from `npm start` to the first page.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { outputOf } from '../../scripts/lib/child.mjs'
import { npm, root } from '../../scripts/lib/paths.mjs'
import { freePort } from '../../scripts/lib/port.mjs'
import { environment } from './http/app.mjs'
import { firstAnswer } from './lib/server.mjs'

async function startOnce(folder, settings) {
  const port = await freePort()
  const listen = ['--port', String(port), '--hostname', '127.0.0.1']
  const started = performance.now()
  const [program, ...args] = npm('--prefix', folder, 'start', '--', ...listen)
  // Not by `launch`: after npm, which ends first, it would kill the script before that has ended the server.
  const child = spawn(program, args, {
    env: environment(settings),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const ended = once(child, 'close')
  const output = outputOf(child)
  const answered = await firstAnswer(child, `http://127.0.0.1:${port}/`)
  const took = performance.now() - started
  process.kill(-child.pid, 'SIGTERM')
  await ended
  if (!answered) throw new Error(`npm start in ${folder} did not answer:\n${output()}`)
  return took
}

/**
 * Starts the app and a bare Next app in turns. The first start of each finds files that are in no cache
 * yet, and makes the database: it is not counted.
 *
 * @param {number} rounds
 * @param {string} directory for the database
 * @returns {Promise<{ app: number[], bare: number[] }>} milliseconds
 */
export async function startTimes(rounds, directory) {
  const settings = {
    AUTH_SECRET: randomBytes(48).toString('hex'),
    DATABASE_URL: `file:${join(directory, 'start-up.db')}`,
  }
  const times = { app: [], bare: [] }
  for (let round = 0; round <= rounds; round += 1) {
    const app = await startOnce(root, settings)
    const bare = await startOnce(`${root}proof/bench/peers/limits/`, {})
    if (round === 0) continue
    times.app.push(app)
    times.bare.push(bare)
  }
  return times
}
