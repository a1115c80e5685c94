// npm run dev: the development server, with what it needs made first.
import './lib/check-node.mjs'
import './lib/end-plainly.mjs'
import readline from 'node:readline'
import { launch, stopOnSignals } from './lib/child.mjs'
import { devOriginAdvice } from './lib/next-config.mjs'
import { root, tool } from './lib/paths.mjs'
import { prepare } from './lib/prepare.mjs'
import { addressMismatch } from './lib/settings.mjs'

process.chdir(root)
stopOnSignals()

const settings = await prepare('development', 'npm run dev')
const { host, port } = settings
const mismatch = addressMismatch(settings)
if (mismatch) console.log(mismatch)
const child = launch(tool('next', 'dev', '--hostname', host, '--port', String(port)), {
  // With another NODE_ENV from the shell, Next rewrites tsconfig.json, and the next start builds anew.
  env: { ...process.env, NODE_ENV: 'development', NEXT_TELEMETRY_DISABLED: '1' },
  stdio: ['ignore', 'inherit', 'pipe'],
})
readline.createInterface({ input: child.stderr }).on('line', (line) => {
  console.error(line)
  const advice = devOriginAdvice(line)
  if (advice) console.error(advice)
})
process.exitCode = (await child.ended).code
