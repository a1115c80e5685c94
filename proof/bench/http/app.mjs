import { randomBytes } from 'node:crypto'
import { fileSettings } from '../../../lib/config/env-files.mjs'
import { capture } from '../../../scripts/lib/child.mjs'
import { root, tool } from '../../../scripts/lib/paths.mjs'
import { freePort } from '../../../scripts/lib/port.mjs'
import { typescript } from '../lib/node.mjs'
import { startServer } from '../lib/server.mjs'

const HOST = '127.0.0.1'

/**
 * Starts one process of the built app, with people in its database.
 *
 * @param {{ databaseUrl: string, people: number, password: string }} options
 * @returns `people` as `seed.ts` prints them
 */
export async function startApp({ databaseUrl, people, password }) {
  const app = await serve({
    AUTH_SECRET: randomBytes(48).toString('hex'),
    // A token that has rotated stays as it is for the whole of the run, and a caller's lives as long.
    AUTH_REFRESH_COALESCE: '3600',
    AUTH_ACCESS_TOKEN_TTL: '3600',
    DATABASE_URL: databaseUrl,
  })
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
  const [, ...args] = tool('next', 'start', '--hostname', HOST, '--port', String(port))
  return startServer(args, {
    env: environment(settings),
    origin: `http://${HOST}:${port}`,
    path: '/api/health',
  })
}

/** For a server that is measured: the settings of the developer are not part of it. */
export function environment(settings) {
  const unset = Object.keys(fileSettings(root, 'production')).map((name) => [name, ''])
  return {
    ...process.env,
    ...Object.fromEntries(unset),
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    ...settings,
  }
}
