/** For Playwright: one PostgreSQL for the whole run; every app makes its own database on it. */
import { startPostgresql } from '../../scripts/lib/postgresql.mjs'

export default async function setup(): Promise<() => Promise<void>> {
  // The races can be run against a server that is running already.
  if (process.env.RACES_URL) return async () => {}
  const server = await startPostgresql({ flags: ['-c', 'fsync=off'] })
  process.env.E2E_POSTGRESQL_URL = server.url
  return () => server.stop()
}
