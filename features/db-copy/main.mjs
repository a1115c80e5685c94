// npm run db:copy -- --from file:./data/app.db --to postgres://…: moves everything from one
// database to another, in either direction. features/db-copy/README.md says how.
import '../../scripts/lib/check-node.mjs'
import '../../scripts/lib/end-plainly.mjs'
import { completeUrl } from '../../scripts/lib/address.mjs'
import { readArguments } from '../../scripts/lib/arguments.mjs'
import { CommandError, reasonOf } from '../../scripts/lib/command-error.mjs'
import { typed } from '../../scripts/lib/paths.mjs'
import { plainly } from '../../scripts/lib/plain-errors.mjs'

const USAGE = `Usage: ${typed('db:copy')} --from <database URL> --to <database URL> [--overwrite]
  --from       the database to read: file:./data/app.db or postgres://user@host/name
  --to         the database to fill, in the same form; its tables are made where they are missing
  --overwrite  updates rows that differ to those of the source
Stop the app first. features/db-copy/README.md says the rest.`

const options = {
  from: { type: 'string' },
  to: { type: 'string' },
  overwrite: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
}

try {
  const { values, problem } = readArguments('npm run db:copy', options, {})
  if (problem) throw new CommandError(problem)
  const { from, to, overwrite, help } = values
  if (help) console.log(USAGE)
  else if (!from || !to) {
    if (from || to) console.error(`${from ? '--to' : '--from'} is missing.`)
    console.error(USAGE)
    process.exitCode = 1
  } else {
    const urls = { from: completeUrl(from, process.env), to: completeUrl(to, process.env) }
    // Late: it needs packages, and the usage is there before they are.
    const { move } = await import('./move.mjs')
    await move({ ...urls, overwrite }, (line) => console.log(line))
  }
} catch (error) {
  const sentence = plainly(error)
  // What drivers and the operating system say has a code; without one it is a fault of ours, as is a
  // file that is missing.
  const isOurs =
    !(error instanceof CommandError) && (!error.code || error.code.endsWith('MODULE_NOT_FOUND'))
  if (!sentence && isOurs) throw error
  console.error(sentence ?? reasonOf(error))
  process.exitCode = 1
}
