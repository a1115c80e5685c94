// npm test: everything that is checked, from a fresh clone. `npm run test:e2e -- <args>` runs only the
// build and the end-to-end tests, and passes its arguments on to Playwright.
import './lib/check-node.mjs'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from './lib/build.mjs'
import { capture, stopOnSignals } from './lib/child.mjs'
import { provideChromium } from './lib/chromium.mjs'
import { install, installExample } from './lib/install.mjs'
import { root, tool } from './lib/paths.mjs'
import { countCheck, countPlaywright, countVitest, summary } from './lib/report.mjs'
import { fileSettings } from './lib/settings.mjs'

/** No step takes this long, in milliseconds; one that hangs must not hang the whole run. */
const LIMIT = 20 * 60_000

process.chdir(root)
stopOnSignals()

const [only, ...playwrightArgs] = process.argv.slice(2)
if (only && only !== 'e2e') {
  console.error(
    'Run "npm test" for everything, or "npm run test:e2e" for the build and the browser tests.',
  )
  process.exit(1)
}

const reports = mkdtempSync(join(tmpdir(), 'hallpass-test-'))
process.on('exit', () => rmSync(reports, { recursive: true, force: true }))
const report = (name) => {
  const path = join(reports, name)
  return { path, read: () => (existsSync(path) ? readFileSync(path, 'utf8') : '') }
}

const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' }
const tallies = []

/** Runs a step: one line before, one after, and its output only when it failed. */
async function step(name, work) {
  console.log(name)
  const started = performance.now()
  const { output, tally } = await work()
  tallies.push(tally)
  if (tally.failed > 0) console.log(output)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`  ${summary([tally])}, ${seconds} s`)
  return tally.failed === 0
}

/** A step that is one check: all of its commands must succeed, and all are run. */
const check =
  (...commands) =>
  async () => {
    const outputs = []
    let worst = 0
    for (const command of commands) {
      const { code, output } = await capture(command, { env, limit: LIMIT })
      if (code !== 0) outputs.push(output)
      worst ||= code
    }
    return { output: outputs.join('\n'), tally: countCheck(worst) }
  }

await install()

if (!only) {
  await step('Lint', check(tool('biome', 'check', '--error-on-warnings'), tool('knip')))
  await step('Types', check(tool('next', 'typegen'), tool('tsc', '--noEmit')))
  await step('Unit and store tests', async () => {
    const json = report('vitest.json')
    const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${json.path}`]
    const { code, output } = await capture(tool('vitest', 'run', ...reporters), {
      env,
      limit: LIMIT,
    })
    return { output, tally: countVitest(json.read(), code) }
  })
}

const built = await step('Build', async () => {
  const { code, output } = await build(fileSettings(root, 'production'), { limit: LIMIT })
  return { output, tally: countCheck(code) }
})

if (built) {
  await installExample('resource-server')
  await step('End-to-end tests', async () => {
    const chromium = await provideChromium()
    if (chromium.problem) return { output: chromium.problem, tally: countCheck(1) }
    const json = report('playwright.json')
    const { code, output } = await capture(tool('playwright', 'test', ...playwrightArgs), {
      env: { ...env, CHROMIUM_PATH: chromium.path, PLAYWRIGHT_JSON_OUTPUT_NAME: json.path },
      limit: LIMIT,
    })
    return { output, tally: countPlaywright(json.read(), code) }
  })
} else {
  console.log('End-to-end tests: not run, there is no build')
}

const total = summary(tallies)
process.exitCode = tallies.some((tally) => tally.failed > 0) ? 1 : 0
console.log(total)
