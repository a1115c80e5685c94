// npm run docs:rotation: writes the generated parts of docs/rotation.md: the table, the diagram, what
// the model notices, and the measured figures (a minute).
import '../../scripts/lib/check-node.mjs'
import { run, stopOnSignals } from '../../scripts/lib/child.mjs'
import { root, tool } from '../../scripts/lib/paths.mjs'
import { scriptArguments } from '../support/script-arguments.mjs'

scriptArguments()
process.chdir(root)
stopOnSignals()

const vitest = ['run', '--config', 'proof/vitest.config.mjs', '--project', 'sqlite']
const command = tool('vitest', ...vitest, 'proof/model/docs.test.ts')
const { code } = await run(command, { env: { ...process.env, ROTATION_DOCS: 'write' } })
process.exitCode = code
