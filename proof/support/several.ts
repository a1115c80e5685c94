/** `WEB_CONCURRENCY=n npm start` from where the build is there: the same code serves. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { fileSettings } from '../../lib/config/env-files.mjs'
import { freePort } from '../../scripts/lib/port.mjs'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const POLL = 25

const SERVE = `
  import { stopOnSignals } from './scripts/lib/child.mjs'
  import { serve } from './scripts/lib/serve.mjs'
  stopOnSignals()
  const [host, port, processes] = process.argv.slice(1)
  process.exitCode = await serve({ host, port: Number(port), processes: Number(processes) })`

export type Several = {
  url: string
  output: string[]
  /** The processes that have said they are ready, the newest last; those that ended are among them. */
  ready(): number[]
  /** Waits until so many have said so, over all. */
  untilReady(count: number): Promise<void>
  /** Signals what `npm start` runs. */
  signal(name: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): void
  /** Its exit code, when it has ended. */
  ended: Promise<number | null>
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGTERM')
})

/**
 * Runs a script with none of the developer's own settings.
 *
 * @param how the Node that runs it, if not the one that runs the tests; the folder, if not this
 *   repository; and what is piped in
 */
export function runNode(
  args: string[],
  env: Record<string, string>,
  { node = process.execPath, cwd = ROOT, input = '' } = {},
) {
  const child = spawn(node, args, {
    cwd,
    env: {
      ...Object.fromEntries(
        Object.keys(fileSettings(ROOT, 'production')).map((name) => [name, '']),
      ),
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      BCRYPT_COST: '4',
      RATE_LIMIT: 'off',
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  // A script that ends without reading is judged by its exit code.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  running.add(child)
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => output.push(line))
  }
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child)
    return code as number | null
  })
  return { child, output, ended }
}

/** @param env DATABASE_URL at least. */
export async function startSeveral(
  processes: number,
  env: Record<string, string>,
  node?: string,
): Promise<Several> {
  const port = await freePort()
  const { child, output, ended } = runNode(
    ['--input-type=module', '-e', SERVE, '127.0.0.1', String(port), String(processes)],
    { AUTH_SECRET: randomBytes(48).toString('hex'), WEB_CONCURRENCY: String(processes), ...env },
    { node },
  )
  let over = false
  void ended.then(() => {
    over = true
  })
  const until = async (condition: () => boolean) => {
    while (!condition()) {
      if (over) throw new Error(`It has ended:\n${output.join('\n')}`)
      await sleep(POLL)
    }
  }
  const ready = () =>
    output.flatMap((line) => Number(/"process_ready","pid":(\d+)/.exec(line)?.[1]) || [])
  await until(() => output.some((line) => line.includes('Ready at')))
  return {
    url: `http://127.0.0.1:${port}`,
    output,
    ready,
    untilReady: (count) => until(() => ready().length >= count),
    signal: (name) => void child.kill(name),
    ended,
  }
}

/** Starts one process of the built app, and waits for it however long a busy machine takes. */
export async function startOne(env: Record<string, string>) {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const next = ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1', '-p', String(port)]
  const { child, output, ended } = runNode(next, env)
  const ready = () =>
    fetch(`${url}/api/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
  while (!(await ready())) {
    if (!running.has(child)) throw new Error(`It has ended:\n${output.join('\n')}`)
    await sleep(POLL)
  }
  return { url, output, ended, signal: (name: NodeJS.Signals) => void child.kill(name) }
}
