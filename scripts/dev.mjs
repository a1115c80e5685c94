// npm run dev: the development server, with what it needs made first.
import './lib/check-node.mjs'
import { run, stopOnSignals } from './lib/child.mjs'
import { root, tool } from './lib/paths.mjs'
import { prepare } from './lib/prepare.mjs'

process.chdir(root)
stopOnSignals()

const { host, port } = await prepare('development', 'npm run dev')
const { code } = await run(tool('next', 'dev', '--hostname', host, '--port', String(port)), {
  env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
})
process.exitCode = code
