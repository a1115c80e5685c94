// feature: resource-server
/** Starts examples/resource-server as its README does, on a free loopback port. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../scripts/lib/port.mjs'

const FOLDER = fileURLToPath(new URL('../../examples/resource-server', import.meta.url))

export type ResourceServer = {
  url: string
  port: number
  /** Every line it has printed on either stream. */
  output: string[]
  stop(): Promise<void>
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/**
 * @param env its settings, and nothing of this process's own.
 * @throws Error with what it printed where it ends instead of serving.
 */
export async function startResourceServer(env: Record<string, string>): Promise<ResourceServer> {
  const port = await freePort()
  const child = spawn(process.execPath, ['server.mjs'], {
    cwd: FOLDER,
    env: { PATH: process.env.PATH, PORT: String(port), ...env } as unknown as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const closed = once(child, 'close').then(([code]) => {
    running.delete(child)
    return code
  })
  const output: string[] = []
  const ready = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        output.push(line)
        if (line.startsWith('Ready at ')) resolve()
      })
    }
  })
  const ended = closed.then((code) => {
    throw new Error(`It has ended (exit code ${code}):\n${output.join('\n')}`)
  })
  await Promise.race([ready, ended])
  ended.catch(() => undefined)
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    output,
    async stop() {
      child.kill('SIGTERM')
      await closed
    },
  }
}
