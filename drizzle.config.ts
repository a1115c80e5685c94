import { defineConfig } from 'drizzle-kit'

const url = process.env.DATABASE_URL || 'file:./data/hallpass.db'
const schema = './db/schema.ts'

/** `npm run db:generate` writes a migration; `npm run db:studio` opens the database in a browser. */
export default defineConfig({
  dialect: 'sqlite',
  schema,
  out: './db/migrations/sqlite',
  dbCredentials: { url: url.replace(/^file:/, '') },
})
