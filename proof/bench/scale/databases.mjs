import { chmodSync, mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Client } from 'pg'
import { startPostgresql } from '../../../scripts/lib/postgresql.mjs'

const NAMES = { loaded: 'app_scale_loaded', empty: 'app_scale_empty' }

/** As someone with so many sessions would set it, and on the disk when it is acknowledged. */
const SERVER_FLAGS = ['fsync=on', 'synchronous_commit=on', 'shared_buffers=1GB', 'max_wal_size=4GB']

/** A folder for the data: a given one stays, one of our own goes when the process ends. */
export function dataFolder(given) {
  if (given) mkdirSync(given, { recursive: true })
  const folder = given ? resolve(given) : mkdtempSync(join(tmpdir(), 'app-scale-'))
  // The server may run as a user of its own, who has to get in.
  chmodSync(folder, 0o711)
  if (!given) process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Gigabytes that are free where a folder is. */
export function freeSpace(folder) {
  const { bavail, bsize } = statfsSync(folder)
  return (bavail * bsize) / 1e9
}

/** @returns URLs of the two SQLite files, and what removes them: unless kept, the process's end at the latest. */
export function sqliteFiles(folder, keep) {
  const files = [join(folder, `${NAMES.loaded}.db`), join(folder, `${NAMES.empty}.db`)]
  const remove = () => {
    for (const file of files) {
      for (const end of ['', '-wal', '-shm', '.lock']) rmSync(`${file}${end}`, { force: true })
    }
  }
  if (!keep) process.on('exit', remove)
  return { loaded: `file:${files[0]}`, empty: `file:${files[1]}`, remove }
}

/**
 * @param {string | undefined} serverUrl a server of one's own, by a user who may create databases;
 *   without it one is started and goes with this process.
 * @returns URLs of the two databases, and what removes them.
 */
export async function postgresqlDatabases(serverUrl) {
  const started = serverUrl
    ? null
    : await startPostgresql({ flags: SERVER_FLAGS.flatMap((flag) => ['-c', flag]) })
  const server = serverUrl ?? started.url
  const urlOf = (name) => Object.assign(new URL(server), { pathname: name }).href
  const administer = async (work) => {
    const client = new Client({ connectionString: server })
    await client.connect()
    await work(client).finally(() => client.end())
  }
  await administer(async (client) => {
    for (const name of Object.values(NAMES)) {
      const found = await client.query('select from pg_database where datname = $1', [name])
      if (found.rowCount === 0) await client.query(`create database ${name}`)
    }
  })
  return {
    loaded: urlOf(NAMES.loaded),
    empty: urlOf(NAMES.empty),
    async remove() {
      if (started) return started.stop()
      await administer(async (client) => {
        for (const name of Object.values(NAMES)) {
          await client.query(`drop database if exists ${name} with (force)`)
        }
      })
    },
  }
}
