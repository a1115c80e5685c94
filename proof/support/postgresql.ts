/** A PostgreSQL of a test's own, and the sessions in it. */
import type { ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { Pool } from 'pg'
import { startPostgresql } from '../../scripts/lib/postgresql.mjs'

export type Postgresql = Awaited<ReturnType<typeof startTestPostgresql>>

export async function startTestPostgresql() {
  // What is lost in a power cut is not asked here; a crash of the server alone loses nothing.
  const { server, url, stop } = await startPostgresql({ flags: ['-c', 'fsync=off'] })
  const pool = new Pool({ connectionString: url, max: 4, connectionTimeoutMillis: 2000 })
  pool.on('error', () => undefined)
  const main = () => (server as unknown as { process: ChildProcess }).process
  return {
    url,

    /** Ends it at once, as an immediate shutdown: every connection breaks. */
    async crash(): Promise<void> {
      const ended = once(main(), 'exit')
      main().kill('SIGQUIT')
      await ended
    },

    /** Again, on the same data and port, after a crash. */
    start: () => server.start(),

    /**
     * Halts all of its processes; connections stay open and nothing answers. @returns what lets them go on.
     */
    async freeze(): Promise<() => void> {
      const { rows } = await pool.query<{ pid: number }>('select pid from pg_stat_activity')
      const pids = [main().pid ?? 0, ...rows.map(({ pid }) => pid)]
      const signal = (name: NodeJS.Signals) => {
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

    /** @returns the URL of a new, empty database on this server. */
    async emptyDatabase(): Promise<string> {
      const name = `test_${randomUUID().replaceAll('-', '')}`
      await pool.query(`create database ${name}`)
      const database = new URL(url)
      database.pathname = name
      return database.href
    },

    /** As if the last rotation of a session had been so long ago. Away or not: it may not work. */
    async age(sessionId: string, seconds: number): Promise<boolean> {
      const earlier = 'rotated_at = rotated_at - $1, retried_at = retried_at - $1'
      const statement = `update sessions set ${earlier} where id = $2`
      return pool.query(statement, [seconds * 1000, sessionId]).then(
        () => true,
        () => false,
      )
    },

    /** What would be left of a false alarm, or of a session that was lost. */
    async damage(): Promise<{ revoked: number; behind: number }> {
      const { rows } = await pool.query(
        `select (select count(*) from sessions where revoked_at is not null)::int as revoked,
                (select count(*) from users where token_version > 0)::int as behind`,
      )
      return rows[0]
    },

    async stop(): Promise<void> {
      await pool.end()
      await stop()
    },
  }
}
