/** PostgreSQL by better-sqlite3's interface: this thread waits for another one that asks. */
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { Native } from '../../e2e/support/database'

/** In milliseconds. */
const PATIENCE = 20_000

type Answer = { rows: unknown[]; changes: number } | { error: string }

export function openPostgresqlSync(url: string): Native {
  const { port1, port2 } = new MessageChannel()
  const signal = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(new URL('./postgresql-worker.mjs', import.meta.url), {
    workerData: { url, port: port2, signal },
    transferList: [port2],
  })
  worker.unref()

  function ask(sql: string, values: unknown[]): { rows: unknown[]; changes: number } {
    Atomics.store(signal, 0, 0)
    port1.postMessage({ sql, values })
    Atomics.wait(signal, 0, 0, PATIENCE)
    const answer = receiveMessageOnPort(port1)?.message as Answer | undefined
    if (!answer) throw new Error('PostgreSQL did not answer')
    if ('error' in answer) throw new Error(answer.error)
    return answer
  }

  return {
    exec: (sql) => ask(sql, []),
    prepare(sql) {
      let count = 0
      const numbered = sql.replace(/\?/g, () => `$${++count}`)
      return {
        get: (...values) => ask(numbered, values).rows[0],
        all: (...values) => ask(numbered, values).rows,
        run: (...values) => ({ changes: ask(numbered, values).changes }),
      }
    },
    close: () => worker.postMessage('close'),
  }
}
