// npm run docs:settings: writes .env.example and the table in README.md from lib/config/settings.ts.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './lib/paths.mjs'
import { envExample, readmeWithSettings } from './lib/settings-docs.mjs'
import './lib/typescript.mjs'

const { valuesOf } = await import('../lib/config/kinds.ts')
const { SETTINGS } = await import('../lib/config/settings.ts')

const readme = join(root, 'README.md')
writeFileSync(readme, readmeWithSettings(readFileSync(readme, 'utf8'), SETTINGS, valuesOf))
writeFileSync(join(root, '.env.example'), envExample(SETTINGS, valuesOf))
