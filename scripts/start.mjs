// npm start: from a fresh clone to a running app, and seconds the next time.
import './lib/check-node.mjs'
import './lib/end-plainly.mjs'
import { fileSettings } from '../lib/config/env-files.mjs'
import { build } from './lib/build.mjs'
import { stopOnSignals } from './lib/child.mjs'
import { fail, root } from './lib/paths.mjs'
import { prepare } from './lib/prepare.mjs'
import { serve } from './lib/serve.mjs'

process.chdir(root)
stopOnSignals()

const { settings, checkSettings } = await prepare('production', 'npm start')

const { code, output } = await build(fileSettings(root, 'production'), {
  onStart: async () => {
    await checkSettings()
    console.log('Building the app (about a minute)')
  },
})
if (code !== 0) {
  console.error(output)
  fail('The build failed: see above.')
}

console.log('Migrating the database and starting the server')
process.exitCode = await serve(settings)
