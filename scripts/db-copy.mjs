// npm run db:copy -- --from file:./data/hallpass.db --to postgres://…: moves everything from one
// database to another, in either direction. docs/moving.md says how.
import './lib/check-node.mjs'
import util from 'node:util'
import { completeUrl } from './lib/copy/address.mjs'
import { CopyError, reasonOf } from './lib/copy/errors.mjs'
import { move } from './lib/copy/move.mjs'

const text = { type: 'string' }

try {
  const { values } = util.parseArgs({
    options: { from: text, to: text, overwrite: { type: 'boolean' } },
  })
  const { from, to, ...how } = values
  const urls = { from: completeUrl(from, process.env), to: completeUrl(to, process.env) }
  await move({ ...urls, ...how }, (line) => console.log(line))
} catch (error) {
  // What drivers and the operating system say has a code; without one it is a fault of ours.
  if (!(error instanceof CopyError) && !error.code) throw error
  console.error(reasonOf(error))
  process.exitCode = 1
}
