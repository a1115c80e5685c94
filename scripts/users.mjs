// npm run users -- list|show|create|reset-password|verify|disable|enable|sign-out|delete: what the operator of the
// site can see of accounts and do to them. Works on the database that the app uses, while the app runs;
// it takes effect at the next request.
import './lib/check-node.mjs'
import './lib/end-plainly.mjs'
import { DEFAULT_DATABASE_URL } from '../db/address.mjs'
import { fileSettings } from '../lib/config/env-files.mjs'
import { root } from './lib/paths.mjs'
import { tell } from './lib/users/terminal.mjs'
import { runOperation } from './lib/users.mjs'

process.chdir(root)
// As `npm start` has them; what the environment says is stronger.
for (const [name, value] of Object.entries(fileSettings(root, 'production'))) {
  process.env[name] ||= value
}
process.env.DATABASE_URL ||= DEFAULT_DATABASE_URL

const result = await runOperation(process.argv.slice(2), process.env)
tell(result)
if (!result.ok) process.exitCode = 1
