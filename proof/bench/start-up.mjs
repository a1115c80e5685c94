// How long a start takes where everything is built: from `npm start` to the first page.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { launch, outputOf } from '../../scripts/lib/child.mjs'
import { npm, root } from '../../scripts/lib/paths.mjs'
import { freePort } from '../../scripts/lib/port.mjs'
import { environment } from './http/app.mjs'
import { firstAnswer } from './lib/server.mjs'

async function startOnce(folder, settings) {
  const port = await freePort()
  const listen = ['--port', String(port), '--hostname', '127.0.0.1']
  const started = performance.now()
  const child = launch(npm('--prefix', folder, 'start', '--', ...listen), {
    env: environment(settings),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = outputOf(child)
  const answered = await firstAnswer(child, `http://127.0.0.1:${port}/`)
  const took = performance.now() - started
  child.end()
  await child.ended
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
