// npm run db:generate: writes a migration for a changed db/schema.ts, for both databases. Arguments
// are passed on: `npm run db:generate -- --name add-something`.
import './lib/check-node.mjs'
import './lib/end-plainly.mjs'
import { swallowedProblem } from './lib/arguments.mjs'
import { run, stopOnSignals } from './lib/child.mjs'
import { fail, root } from './lib/paths.mjs'

/** Only the scheme counts: generating compares the schema with the last migration and connects to nothing. */
const URLS = ['file:app.db', 'postgres://localhost/app']

/** Those of Drizzle's options that name a migration or leave it empty, to be written by hand. */
const DRIZZLE = { name: { type: 'string' }, custom: { type: 'boolean' } }

const args = process.argv.slice(2)
const given = { args, environment: process.env }
const swallowed = swallowedProblem('npm run db:generate', DRIZZLE, given)
if (swallowed) fail(swallowed)

process.chdir(root)
stopOnSignals()

for (const DATABASE_URL of URLS) {
  const kit = `${root}node_modules/drizzle-kit/bin.cjs`
  const command = [process.execPath, kit, 'generate', ...args]
  const { code } = await run(command, { env: { ...process.env, DATABASE_URL } })
  if (code !== 0) process.exit(code)
}
