// npm run bench:refusals: does the time of a refusal tell what is wrong with a token? Asks the built
// app with tokens that fail at every stage of verification, in turns, and compares the medians.
import '../../scripts/lib/check-node.mjs'
import { fileSettings } from '../../lib/config/env-files.mjs'
import { build } from '../../scripts/lib/build.mjs'
import { run, stopOnSignals } from '../../scripts/lib/child.mjs'
import { fail, root } from '../../scripts/lib/paths.mjs'
import { scriptArguments } from '../support/script-arguments.mjs'
import { typescript } from './lib/node.mjs'

scriptArguments()
process.chdir(root)
stopOnSignals()

const built = await build(fileSettings(root, 'production'), {
  onStart: () => console.log('Building the app (about a minute)'),
})
if (built.code !== 0) fail(built.output)

const { code } = await run(typescript(import.meta.resolve('./refusals/main.ts')))
process.exitCode = code
