// npm run test:races: refreshes raced over real HTTP, honest ones and stolen ones, for longer than in
// npm test. Against the built app on both databases, or with --url against any clone of it.
import '../../scripts/lib/check-node.mjs'
import '../../scripts/lib/end-plainly.mjs'
import { randomInt } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileSettings } from '../../lib/config/env-files.mjs'
import { build } from '../../scripts/lib/build.mjs'
import { run, stopOnSignals } from '../../scripts/lib/child.mjs'
import { provideChromium } from '../../scripts/lib/chromium.mjs'
import { fail, root, tool } from '../../scripts/lib/paths.mjs'
import { racesSummary } from '../races/support/summary.mjs'
import { scriptArguments } from '../support/script-arguments.mjs'

const options = scriptArguments({
  /** The origin of a server that already runs. Without it the built app is started here. */
  url: { type: 'string' },
  /** Of each scenario. At a server by URL each waits for real: a minute for every rotation. */
  rounds: { type: 'string' },
  seed: { type: 'string', default: String(randomInt(2 ** 31)) },
  /** AUTH_REFRESH_GRACE and AUTH_REFRESH_COALESCE of the server at --url, in seconds. */
  grace: { type: 'string', default: '30' },
  coalesce: { type: 'string', default: '60' },
  /** Only the scenarios whose title matches. */
  grep: { type: 'string' },
})
const { url, seed, grep, grace, coalesce, rounds = url ? '1' : '10' } = options
for (const [name, value] of Object.entries({ rounds, seed, grace, coalesce })) {
  if (!/^\d{1,10}$/.test(value)) fail(`--${name} must be a whole number.`)
}
if (rounds === '0') fail('--rounds must be at least 1.')

process.chdir(root)
stopOnSignals()

if (url) {
  const healthy = await fetch(new URL('/api/health', url)).then(
    ({ ok }) => ok,
    () => false,
  )
  if (!healthy) fail(`No app of this kind answers at ${url}: GET /api/health must say 200.`)
} else {
  const built = await build(fileSettings(root, 'production'), {
    onStart: () => console.log('Building the app (about a minute)'),
  })
  if (built.code !== 0) fail(built.output)
}
const chromium = await provideChromium()
if (chromium.problem) fail(chromium.problem)

const reports = mkdtempSync(join(tmpdir(), 'app-races-'))
process.on('exit', () => rmSync(reports, { recursive: true, force: true }))
const report = join(reports, 'races.json')

const where = url ?? 'the built app, on SQLite and on PostgreSQL'
console.log(`Races against ${where}: ${rounds} of each, seed ${seed}`)
// At a server by URL most of the time is waiting, so all wait together.
const projects = url
  ? ['--project=races', '--fully-parallel', '--workers=8']
  : ['--project=races', '--project=races-postgresql']
const config = ['--config', 'proof/playwright.config.ts']
const { code } = await run(
  tool('playwright', 'test', ...config, ...projects, ...(grep ? ['--grep', grep] : [])),
  {
    env: {
      ...process.env,
      CHROMIUM_PATH: chromium.path,
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      RACES_URL: url ?? '',
      RACES_ROUNDS: rounds,
      RACES_SEED: seed,
      RACES_GRACE: grace,
      RACES_COALESCE: coalesce,
    },
  },
)
if (existsSync(report)) console.log(racesSummary(readFileSync(report, 'utf8')))
console.log(`\nSeed ${seed}`)
process.exitCode = code
