/** A PostgreSQL of a test's own, and the sessions in it. */
import { randomUUID } from 'node:crypto'
import { Pool } from 'pg'
import { startPostgresql } from '../../scripts/lib/postgresql.mjs'

export type Postgresql = Awaited<ReturnType<typeof startTestPostgresql>>

export async function startTestPostgresql() {
  // What is lost in a power cut is not asked here; a crash of the server alone loses nothing.
  const server = await startPostgresql({ flags: ['-c', 'fsync=off'] })
  const pool = new Pool({ connectionString: server.url, max: 4, connectionTimeoutMillis: 2000 })
  pool.on('error', () => undefined)
  return {
    ...server,

    /** @returns the URL of a new, empty database on this server. */
    async emptyDatabase(): Promise<string> {
      const name = `test_${randomUUID().replaceAll('-', '')}`
      await pool.query(`create database ${name}`)
      const url = new URL(server.url)
      url.pathname = name
      return url.href
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
      await server.stop()
    },
  }
}
