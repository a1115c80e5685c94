/** Starts the built app as its users would, on a free loopback port and a database of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { fileSettings } from '../../lib/config/env-files.mjs'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const NEXT = join(ROOT, 'node_modules/next/dist/bin/next')

/** In milliseconds. */
const START_LIMIT = 60_000
const STOP_LIMIT = 30_000
const POLL = 25

export type AppOptions = {
  /** Settings beside the defaults below. An empty value unsets one. */
  env?: Record<string, string>
  /** Where the database is, and stays. Without it: a new directory that `stop` removes. */
  dataDir?: string
  /** Which kind of database it gets where nothing else is said. */
  databaseKind?: DatabaseKind
  /** Where the build is, if not here; from `withoutMiddleware`. */
  root?: string
  /** The Node that serves, if not the one that runs the tests. */
  node?: string
}

export type DatabaseKind = 'sqlite' | 'postgresql'

export type App = {
  /** The origin to talk to, such as http://127.0.0.1:23456. */
  url: string
  port: number
  /** Its AUTH_SECRET: a test may play whoever has stolen it. */
  secret: string
  /** The file of an SQLite database, whether or not it is the one in use. */
  databaseFile: string
  databaseUrl: string
  /** Every line it has printed on either stream, over restarts. */
  output: string[]
  /** Of the process that runs now. */
  pid(): number
  /** SIGTERM; resolves when the process has ended and its temporary directory is gone. */
  stop(): Promise<void>
  /** SIGKILL: the power cut. The database stays for `restart`. */
  kill(): Promise<void>
  /**
   * Starts again on the same port and database, after a `kill` or in place of a running one.
   *
   * @param changes settings that are different from now on; an empty value unsets one.
   */
  restart(changes?: Record<string, string>): Promise<void>
}

/** The app ended, or did not answer, instead of becoming ready. */
export class AppDidNotStart extends Error {
  override name = 'AppDidNotStart'
  readonly exitCode: number | null
  readonly output: string[]

  /** @param exitCode null where it still ran at the time limit, or died by a signal. */
  constructor(exitCode: number | null, output: string[]) {
    super(`The app did not start (exit code ${exitCode}):\n${output.join('\n')}`)
    this.exitCode = exitCode
    this.output = output
  }
}

const running = new Set<ChildProcess>()
const directories = new Set<string>()

// However the test process ends, nothing of it stays behind. Playwright turns every ordinary end of
// a worker into an exit: a time-out, Ctrl-C, and the loss of its parent.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
  for (const directory of directories) rmSync(directory, { recursive: true, force: true })
})

/**
 * Starts the built app and waits until GET /api/health answers.
 *
 * @throws AppDidNotStart with the exit code and everything it printed.
 */
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
  const databaseUrl = env.DATABASE_URL || (made ? await createDatabase() : `file:${databaseFile}`)
  const secret = env.AUTH_SECRET || randomSecret()
  const environment: NodeJS.ProcessEnv = {
    ...inherited(),
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    AUTH_SECRET: secret,
    BCRYPT_COST: cheapestCost(env.APP_URL),
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
        if (made) await dropDatabase(databaseUrl)
      }
    },
    kill: () => end('SIGKILL'),
    async restart(changes = {}) {
      await end('SIGTERM')
      Object.assign(environment, changes)
      await start()
    },
  }
}

/**
 * What the app gets of this process's environment: nothing that is a setting. The developer's own
 * env files count less than the environment, so each name in them is there, and empty.
 */
function inherited(): NodeJS.ProcessEnv {
  const names = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'SystemRoot']
  return {
    ...Object.fromEntries(Object.keys(fileSettings(ROOT, 'production')).map((name) => [name, ''])),
    ...Object.fromEntries(names.map((name) => [name, process.env[name]])),
  } as NodeJS.ProcessEnv
}

/** A database of its own on the PostgreSQL that the run has started. */
async function createDatabase(): Promise<string> {
  const url = new URL(process.env.E2E_POSTGRESQL_URL ?? '')
  const name = `e2e_${randomBytes(8).toString('hex')}`
  await administer(`CREATE DATABASE ${name}`)
  url.pathname = name
  return url.href
}

const dropDatabase = (url: string) =>
  administer(`DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`)

async function administer(statement: string): Promise<void> {
  const client = new Client({ connectionString: process.env.E2E_POSTGRESQL_URL })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

/** What a test is not about must not take its time; a server that others reach takes no less. */
const cheapestCost = (appUrl = '') => (appUrl.startsWith('https:') ? '10' : '4')

/** Hexadecimal: among random letters a giveaway such as "test" turns up once in 25,000 times. */
function randomSecret(): string {
  return randomBytes(48).toString('hex')
}

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'app-e2e-'))
  directories.add(directory)
  return directory
}

/** A native module that is torn down wrongly aborts a process that was only to stop. */
function expectNoCrash({ exitCode, signalCode }: ChildProcess): void {
  if (signalCode !== 'SIGABRT' && signalCode !== 'SIGSEGV' && exitCode !== 134) return
  throw new Error(`The app crashed when it was to stop (${signalCode ?? exitCode})`)
}

type Server = { node: string; root: string; port: number; environment: NodeJS.ProcessEnv }

function spawnServer({ node, root, port, environment }: Server, output: string[]): ChildProcess {
  const child = spawn(node, [NEXT, 'start', '--hostname', '127.0.0.1', '--port', String(port)], {
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
    if ((await isHealthy(port)) && !hasEnded(child)) return
    await sleep(POLL)
  }
  if (running.has(child)) {
    const closed = once(child, 'close')
    child.kill('SIGKILL')
    await closed
  }
  throw new AppDidNotStart(child.exitCode, output)
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

function isHealthy(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { host: '127.0.0.1', port, path: '/api/health', agent: false, timeout: 2000 }
    const request = get(options, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    request.once('timeout', () => request.destroy())
    request.once('error', () => resolve(false))
  })
}

/** Below the range that the system gives to outgoing connections: it stays free for a restart. */
export async function freePort(): Promise<number> {
  const port = randomInt(20_000, 32_000)
  const server = createServer()
  const bound = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => resolve(true))
  })
  if (!bound) return freePort()
  server.close()
  await once(server, 'close')
  return port
}
