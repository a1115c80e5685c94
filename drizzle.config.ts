import { defineConfig } from 'drizzle-kit'
import { databaseDialect } from './lib/config'

const url = process.env.DATABASE_URL || 'file:./data/hallpass.db'
const dialect = databaseDialect()

/**
 * For the database that DATABASE_URL names. `npm run db:generate` writes a migration for both;
 * `npm run db:studio` opens the database in a browser.
 */
export default defineConfig({
  dialect,
  schema: './db/schema.ts',
  out: `./db/migrations/${dialect}`,
  dbCredentials: { url: url.replace(/^file:(\/\/)?/, '') },
})
