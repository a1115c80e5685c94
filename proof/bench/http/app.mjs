import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileSettings } from '../../../lib/config/env-files.mjs'
import { capture, launch } from '../../../scripts/lib/child.mjs'
import { root, tool } from '../../../scripts/lib/paths.mjs'
import { freePort } from '../../../scripts/lib/port.mjs'
import { isHealthy } from '../../../scripts/lib/serve.mjs'
import { typescript } from '../lib/node.mjs'

const HOST = '127.0.0.1'
const START_LIMIT = 30_000

/**
 * Starts one process of the built app, with people in its database.
 *
 * @param {{ databaseUrl: string, people: number, password: string }} options
 * @returns {Promise<{ origin: string, people: object, stop(): Promise<void> }>} `people` as
 *   `seed.ts` prints them
 */
export async function startApp({ databaseUrl, people, password }) {
  const settings = {
    AUTH_SECRET: randomBytes(48).toString('hex'),
    // A token that has rotated stays as it is for the whole of the run.
    AUTH_REFRESH_COALESCE: '3600',
    DATABASE_URL: databaseUrl,
  }
  const app = await serve(settings)
  const seeded = await capture(typescript(import.meta.resolve('./seed.ts')), {
    env: { ...app.env, BENCH_PEOPLE: String(people), BENCH_PASSWORD: password },
  })
  if (seeded.code !== 0) throw new Error(seeded.output)
  return { ...app, people: JSON.parse(seeded.output) }
}

/**
 * Starts one process of the built app on a free port.
 *
 * @param {Record<string, string>} settings all that it is given
 */
export async function serve(settings) {
  const port = await freePort()
  // The settings of the developer are not part of it.
  const unset = Object.keys(fileSettings(root, 'production')).map((name) => [name, ''])
  const env = {
    ...process.env,
    ...Object.fromEntries(unset),
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    ...settings,
  }
  const output = []
  const child = launch(tool('next', 'start', '--hostname', HOST, '--port', String(port)), {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => output.push(data))
  await ready(port, child, output)
  return {
    origin: `http://${HOST}:${port}`,
    env,
    async stop() {
      child.kill('SIGTERM')
      await child.ended
    },
  }
}

async function ready(port, child, output) {
  for (const limit = Date.now() + START_LIMIT; Date.now() < limit; await sleep(100)) {
    if (child.exitCode !== null) break
    if (await isHealthy(HOST, port)) return
  }
  throw new Error(`The app did not start:\n${Buffer.concat(output)}`)
}
