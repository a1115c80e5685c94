// npm run features -- list, npm run features -- remove <name> [--yes]: takes a feature out whole, with its
// routes, tests, words and tables. Git is the way back, so that nothing may be uncommitted.
import './lib/check-node.mjs'
import './lib/end-plainly.mjs'
import util from 'node:util'
import { swallowedProblem } from './lib/arguments.mjs'
import { list, remove } from './lib/features/commands.mjs'
import { fail, root, typed } from './lib/paths.mjs'

const USAGE = `Usage: ${typed('features')} <operation>
  list                    what can be taken out
  remove <name>… [--yes]  takes it out: files, routes, registry line, docs; tables by a new migration
                          --yes: without asking, and outside of Git as well`

const options = { yes: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } }
const args = process.argv.slice(2)
const swallowed = swallowedProblem('npm run features', options, {
  args,
  environment: process.env,
  words: args,
})
if (swallowed) fail(swallowed)

const { values, positionals, problem } = read()
const [operation, ...names] = positionals
process.chdir(root)
if (values.help) console.log(USAGE)
else if (problem) misused(problem)
else if (operation === 'list' && names.length === 0) list(console.log)
else if (operation === 'remove' && names.length > 0) await remove(names, values)
else misused()

function read() {
  try {
    return util.parseArgs({ options, args, allowPositionals: true })
  } catch (error) {
    return { values: {}, positionals: [], problem: `${error.message.split('. ')[0]}.` }
  }
}

function misused(sentence) {
  if (sentence) console.error(sentence)
  console.error(USAGE)
  process.exitCode = 1
}
