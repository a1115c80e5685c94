import { defineConfig } from 'drizzle-kit'
import { DEFAULT_DATABASE_URL, readAddress } from './db/address.mjs'
import { databaseDialect } from './db/dialect'
import { connectionOptions } from './db/postgresql-options.mjs'

const url = process.env.DATABASE_URL || DEFAULT_DATABASE_URL
const dialect = databaseDialect()
const address = readAddress(url)
if (address.kind === 'problem') throw new Error(`DATABASE_URL ${address.message}`)

/**
 * For the database that DATABASE_URL names. The tables are
 * the core's and those of every feature. `npm run db:generate` writes a migration for both;
 * `npm run db:studio` opens the database in a browser.
 */
export default defineConfig({
  dialect,
  schema: ['./db/schema.ts', './features/*/tables.ts'],
  out: `./db/migrations/${dialect}`,
  // Not the URL: the driver would read it otherwise than the app.
  dbCredentials: address.kind === 'sqlite' ? { url: address.path } : connectionOptions(address),
})
