/** Several processes of the app behind a balancer, and the documented steps of a rotation. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import util from 'node:util'
import { type App, startApp } from '../../e2e/support/app'
import { type Postgresql, startTestPostgresql } from './postgresql'
import { type Balancer, startBalancer } from './proxy'
import { runNode } from './several'

const PROCESSES = 2
const MANY = 40
/** Where requests fail the traffic ends, and there will never be so many; milliseconds. */
const PATIENCE = 10_000
const NAMES = ['AUTH_SECRET', 'AUTH_SECRET_PREVIOUS', 'AUTH_ALGORITHM', 'AUTH_SIGNING_KEYS']

export type Deployment = {
  apps: App[]
  balancer: Balancer
  database: Postgresql
  /** `npm run keys -- …` on the file that all processes have their settings from. */
  keys(...args: string[]): Promise<void>
  /** Restarts one process after the other, each taken out of the balancer first. */
  restartAll(): Promise<void>
  stop(): Promise<void>
}

/**
 * @param env settings that stay.
 * @param first commands of `npm run keys` before anything starts.
 */
export async function deploy(
  env: Record<string, string>,
  first: string[][] = [],
): Promise<Deployment> {
  const directory = mkdtempSync(join(tmpdir(), 'app-rotation-'))
  const file = join(directory, '.env')
  const settings = (): Record<string, string> => {
    const inFile = util.parseEnv(readFileSync(file, 'utf8'))
    return Object.fromEntries(NAMES.map((name) => [name, inFile[name] ?? '']))
  }
  const keys = async (...args: string[]) => {
    const { output, ended } = runNode(['scripts/keys.mjs', ...args, '--file', file], {})
    if ((await ended) !== 0) throw new Error(output.join('\n'))
  }
  writeFileSync(file, `AUTH_SECRET=${randomBytes(48).toString('hex')}\n`)
  for (const command of first) await keys(...command)
  const database = await startTestPostgresql()
  const ports: number[] = []
  const balancer = await startBalancer(ports)
  // One address for all: over http the port in it is in the name of the cookie.
  const APP_URL = balancer.url
  const started = { APP_URL, ...env, ...settings(), DATABASE_URL: database.url }
  const apps = await Promise.all(
    Array.from({ length: PROCESSES }, () => startApp({ env: started })),
  )
  ports.push(...apps.map(({ port }) => port))
  /** Until the old and the new have both answered many, so that each meets tokens of the other. */
  const sideBySide = async () => {
    const wanted = apps.map(({ port }) => (balancer.served.get(port) ?? 0) + MANY)
    const enough = () => apps.every(({ port }, at) => balancer.served.get(port)! >= wanted[at]!)
    const limit = performance.now() + PATIENCE
    while (!enough() && performance.now() < limit) await sleep(20)
  }
  return {
    apps,
    balancer,
    database,
    keys,
    async restartAll() {
      for (const app of apps) {
        await balancer.rest(app.port)
        await app.restart(settings())
        balancer.wake(app.port)
        await sideBySide()
      }
    },
    async stop() {
      await Promise.all(apps.map((app) => app.kill()))
      await balancer.close()
      await database.stop()
      rmSync(directory, { recursive: true })
    },
  }
}
