/** For `databaseKind: 'postgresql'`: databases on the PostgreSQL that the run has started. */
import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { bringPostgresql } from '../../e2e/support/postgresql'
import { openPostgresqlSync } from './postgresql-sync'

bringPostgresql({
  open: openPostgresqlSync,
  async create() {
    const url = new URL(process.env.E2E_POSTGRESQL_URL ?? '')
    const name = `e2e_${randomBytes(8).toString('hex')}`
    await administer(`CREATE DATABASE ${name}`)
    url.pathname = name
    return url.href
  },
  drop: (url) =>
    administer(`DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`),
})

async function administer(statement: string): Promise<void> {
  const client = new Client({ connectionString: process.env.E2E_POSTGRESQL_URL })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}
