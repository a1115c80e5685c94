// npm run features -- list, npm run features -- remove <name> [--yes]: takes a feature out whole, with its
// routes, tests, words and tables. Git is the way back, so that nothing may be uncommitted.
import './lib/check-node.mjs'
import './lib/end-plainly.mjs'
import { readArguments } from './lib/arguments.mjs'
import { list, remove } from './lib/features/commands.mjs'
import { root, typed } from './lib/paths.mjs'

const USAGE = `Usage: ${typed('features')} <operation>
  list                    what can be taken out
  remove <name>… [--yes]  takes it out: files, routes, registry line, docs; tables by a new migration
                          --yes: without asking, and outside of Git as well`

const options = { yes: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } }
const given = { words: process.argv.slice(2), usage: USAGE }
const { values, positionals = [], problem } = readArguments('npm run features', options, given)
const [operation, ...names] = positionals
process.chdir(root)
if (values?.help) console.log(USAGE)
else if (operation === 'list' && names.length === 0) list(console.log)
else if (operation === 'remove' && names.length > 0) await remove(names, values)
else {
  console.error(problem ?? USAGE)
  process.exitCode = 1
}
