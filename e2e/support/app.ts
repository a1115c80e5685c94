/** Starts the built app on a free loopback port, with a new database. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { fileSettings } from '../../lib/config/env-files.mjs'
import { freePort } from '../../scripts/lib/port.mjs'
import { isHealthy } from '../../scripts/lib/serve.mjs'
import { expectNoSecrets } from './log-lines'
import { postgresql } from './postgresql'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const NEXT = join(ROOT, 'node_modules/next/dist/bin/next')

/** In milliseconds. */
const START_LIMIT = 60_000
const STOP_LIMIT = 30_000
const POLL = 25

export type AppOptions = {
  /** Settings beside the defaults below. An empty value unsets one. */
  env?: Record<string, string>
  /** The directory of the database, which stays. Without it: a new one that `stop` removes. */
  dataDir?: string
  databaseKind?: DatabaseKind
  /** The directory of the build, if not this one. */
  root?: string
  /** The Node that serves, if not the one that runs the tests. */
  node?: string
}

export type DatabaseKind = 'sqlite' | 'postgresql'

export type App = {
  /** The origin to talk to, such as http://127.0.0.1:23456. */
  url: string
  port: number
  /** Its AUTH_SECRET, for a test of an attacker who has it. */
  secret: string
  /** Of an SQLite database. */
  databaseFile: string
  databaseUrl: string
  /** Every line it has printed on either stream, over restarts. */
  output: string[]
  pid(): number
  /** SIGTERM; resolves when the process has ended, its directory is gone, and its log has no secret. */
  stop(): Promise<void>
  /** SIGKILL. The database stays for `restart`. */
  kill(): Promise<void>
  /** Starts again on the same port and database. @param changes settings from now on; '' unsets one. */
  restart(changes?: Record<string, string>): Promise<void>
}

/** The app ended, or did not answer in time. */
export class AppDidNotStart extends Error {
  override name = 'AppDidNotStart'
  readonly exitCode: number | null
  readonly output: string[]

  /** @param exitCode null at the time limit, or after a signal. */
  constructor(exitCode: number | null, output: string[]) {
    super(`The app did not start (exit code ${exitCode}):\n${output.join('\n')}`)
    this.exitCode = exitCode
    this.output = output
  }
}

const running = new Set<ChildProcess>()
const directories = new Set<string>()

// Playwright ends a worker by an exit, also at a time-out, at Ctrl-C and without its parent.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
  for (const directory of directories) rmSync(directory, { recursive: true, force: true })
})

/** Starts the built app and waits until GET /api/health answers. @throws AppDidNotStart */
export async function startApp({
  env = {},
  dataDir,
  databaseKind = 'sqlite',
  root = ROOT,
  node = process.execPath,
}: AppOptions = {}): Promise<App> {
  const port = await freePort()
  const directory = dataDir ?? temporaryDirectory()
  mkdirSync(directory, { recursive: true })
  const databaseFile = join(directory, 'app.db')
  const made = databaseKind === 'postgresql' && !dataDir && !env.DATABASE_URL
  const databaseUrl =
    env.DATABASE_URL || (made ? await postgresql().create() : `file:${databaseFile}`)
  const secret = env.AUTH_SECRET || randomSecret()
  const environment: NodeJS.ProcessEnv = {
    ...inherited(),
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    AUTH_SECRET: secret,
    ...cheap(env.APP_URL),
    ...env,
    DATABASE_URL: databaseUrl,
  }
  const output: string[] = []
  let child: ChildProcess | undefined

  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    const ending = child
    child = undefined
    if (!ending || hasEnded(ending)) return
    const ended = once(ending, 'close')
    ending.kill(signal)
    const late = await Promise.race([
      ended.then(() => false),
      sleep(STOP_LIMIT, true, { ref: false }),
    ])
    if (!late) return expectNoCrash(ending)
    ending.kill('SIGKILL')
    await ended
    throw new Error(`The app had not ended ${STOP_LIMIT} ms after ${signal}`)
  }
  const start = async () => {
    const started = spawnServer({ node, root, port, environment }, output)
    child = started
    await ready(started, port, output)
  }
  const removeDirectory = () => {
    if (!directories.delete(directory)) return
    rmSync(directory, { recursive: true, force: true })
  }

  try {
    await start()
  } catch (error) {
    removeDirectory()
    throw error
  }
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    secret,
    databaseFile,
    databaseUrl,
    output,
    pid() {
      if (child?.pid === undefined) throw new Error('The app does not run')
      return child.pid
    },
    async stop() {
      try {
        await end('SIGTERM')
      } finally {
        removeDirectory()
        if (made) await postgresql().drop(databaseUrl)
      }
      expectNoSecrets(output, [secret])
    },
    kill: () => end('SIGKILL'),
    async restart(changes = {}) {
      await end('SIGTERM')
      Object.assign(environment, changes)
      await start()
    },
  }
}

/** No setting of the developer: the names in the env files are there, and empty. */
function inherited(): NodeJS.ProcessEnv {
  const names = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'SystemRoot']
  return {
    ...Object.fromEntries(Object.keys(fileSettings(ROOT, 'production')).map((name) => [name, ''])),
    ...Object.fromEntries(names.map((name) => [name, process.env[name]])),
  } as NodeJS.ProcessEnv
}

/** The lowest that the app takes, for speed. */
const cheap = (appUrl = '') =>
  appUrl.startsWith('https:') ? { BCRYPT_COST: '10' } : { BCRYPT_COST: '4', RATE_LIMIT: 'off' }

/** Hexadecimal: random letters have a word such as "test" once in 25,000 times, which is refused. */
const randomSecret = () => randomBytes(48).toString('hex')

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'app-e2e-'))
  directories.add(directory)
  return directory
}

/** A native module that is torn down wrongly aborts the process. */
function expectNoCrash({ exitCode, signalCode }: ChildProcess): void {
  if (signalCode !== 'SIGABRT' && signalCode !== 'SIGSEGV' && exitCode !== 134) return
  throw new Error(`The app crashed when it was to stop (${signalCode ?? exitCode})`)
}

type Server = { node: string; root: string; port: number; environment: NodeJS.ProcessEnv }

function spawnServer({ node, root, port, environment }: Server, output: string[]): ChildProcess {
  const args = [NEXT, 'start', '--hostname', '127.0.0.1', '--port', String(port)]
  const child = spawn(node, args, {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  child.once('close', () => running.delete(child))
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => output.push(line))
  }
  return child
}

/** Resolves when the server answers; rejects as soon as it has ended instead. */
async function ready(child: ChildProcess, port: number, output: string[]): Promise<void> {
  const limit = Date.now() + START_LIMIT
  while (!hasEnded(child) && Date.now() < limit) {
    if ((await isHealthy('127.0.0.1', port)) && !hasEnded(child)) return
    await sleep(POLL)
  }
  if (running.has(child)) {
    const closed = once(child, 'close')
    child.kill('SIGKILL')
    await closed
  }
  throw new AppDidNotStart(child.exitCode, output)
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) =>
  exitCode !== null || signalCode !== null
