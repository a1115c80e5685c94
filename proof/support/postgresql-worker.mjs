// The other end of `postgresql-sync.ts`: runs one statement at a time and wakes the one who waits.
import { parentPort, workerData } from 'node:worker_threads'
import pg from 'pg'

const { url, port, signal } = workerData
// Counts and times are bigint; none of ours is beyond what a number holds.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
const client = new pg.Client({ connectionString: url })
// A test that failed may drop the database before this end is closed; the next question then fails.
client.on('error', () => undefined)
const connected = client.connect()

port.on('message', async ({ sql, values }) => {
  try {
    await connected
    const { rows, rowCount } = await client.query(sql, values)
    port.postMessage({ rows: rows ?? [], changes: rowCount ?? 0 })
  } catch (error) {
    port.postMessage({ error: String(error) })
  }
  Atomics.store(signal, 0, 1)
  Atomics.notify(signal, 0)
})
parentPort.on('message', async () => {
  await client.end()
  port.close()
  parentPort.close()
})
