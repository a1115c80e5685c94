// npm run build: the app as `npm start` builds it, without starting it; the container image is made by it.
import './lib/check-node.mjs'
import './lib/end-plainly.mjs'
import { fileSettings } from '../lib/config/env-files.mjs'
import { build } from './lib/build.mjs'
import { stopOnSignals } from './lib/child.mjs'
import { root } from './lib/paths.mjs'

process.chdir(root)
stopOnSignals()
const standalone = process.env.BUILD_STANDALONE === '1'
const { built, code, output } = await build(fileSettings(root, 'production'), { standalone })
console.log(built ? output : 'The last build is of these very sources.')
process.exitCode = code
