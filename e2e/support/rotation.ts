/** Several processes of the app behind a balancer, and the documented steps of a rotation. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import util from 'node:util'
import { type App, startApp } from './app'
import { type Postgresql, startTestPostgresql } from './postgresql'
import { type Balancer, startBalancer } from './proxy'
import { runNode } from './several'

const PROCESSES = 2
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
  const directory = mkdtempSync(join(tmpdir(), 'hallpass-rotation-'))
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
  const started = { ...env, ...settings(), DATABASE_URL: database.url }
  const apps = await Promise.all(
    Array.from({ length: PROCESSES }, () => startApp({ env: started })),
  )
  const balancer = await startBalancer(apps.map(({ port }) => port))
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
