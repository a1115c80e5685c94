import { fileURLToPath } from 'node:url'
import { launch, outputOf } from '../../../scripts/lib/child.mjs'

/**
 * Starts the process of `bare.mjs`.
 *
 * @param {string} directory for its database
 * @returns {Promise<{ measure(kind: string, times: number): Promise<{ cpu: number, rate: number }>, stop(): Promise<void> }>}
 */
export async function startBare(directory) {
  const script = fileURLToPath(import.meta.resolve('./bare.mjs'))
  const child = launch([process.execPath, script], {
    env: { ...process.env, NODE_ENV: 'production', BENCH_DIRECTORY: directory },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const output = outputOf(child)
  const message = () =>
    new Promise((resolve, reject) => {
      child.once('message', resolve)
      child.ended.then(() => reject(new Error(`The bare work ended:\n${output()}`)))
    })
  await message()
  return {
    measure(kind, times) {
      child.send({ kind, times })
      return message()
    },
    async stop() {
      child.kill('SIGTERM')
      await child.ended
    },
  }
}
