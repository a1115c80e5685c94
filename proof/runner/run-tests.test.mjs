/** The runners themselves, on tests that fail, hang and break on purpose. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { root, tool } from '../../scripts/lib/paths.mjs'
import { runTests } from '../../scripts/lib/run-tests.mjs'

const folder = mkdtempSync(join(tmpdir(), 'app-runner-'))
afterAll(() => rmSync(folder, { recursive: true }))
symlinkSync(`${root}node_modules`, join(folder, 'node_modules'), 'junction')

/** A folder with these files, for a runner to run. */
function project(name, files) {
  const path = join(folder, name)
  mkdirSync(path)
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text)
  return path
}

/** Longer than a runner takes to load a file on a slow machine, in milliseconds. */
const HANG = 20_000

async function outcome(command, hang) {
  const lines = []
  const { tally } = await runTests(command, {
    hang,
    print: (text) => lines.push(text),
    env: { ...process.env, CI: '', VITEST: '', VITEST_WORKER_ID: '', VITEST_POOL_ID: '' },
  })
  return { tally, said: lines.join('\n') }
}

const reporter = (name) => `--reporter=${root}scripts/lib/reporters/${name}.mjs`

const vitest = (path) =>
  tool('vitest', 'run', reporter('vitest'), '--root', path, '--config', join(path, 'c.mjs'))

const playwright = (path) =>
  tool('playwright', 'test', reporter('playwright'), '--config', join(path, 'c.mjs'))

const PASSES = `test('passes', () => {})`
const FAILS = `test('fails', () => { throw new Error('on purpose') })`
const BREAKS = `throw new Error('before any test')`
/** It holds its thread, so no time limit of the runner can end it. */
const HANGS = `test('hangs', () => { for (;;); })`

describe.each([
  ['Vitest', vitest, `import { test } from 'vitest'`, 'test'],
  ['Playwright', playwright, `import { test } from 'playwright/test'`, 'spec'],
])('%s', (name, command, head, suffix) => {
  const files = (...bodies) =>
    Object.fromEntries([
      // Two at a time, so that what hangs does not keep the other from its turn.
      ['c.mjs', 'export default { workers: 2, test: { maxWorkers: 2 } }'],
      ['package.json', '{"type":"module"}'],
      ...bodies.map((body, index) => [`${index}.${suffix}.mjs`, `${head}\n${body}`]),
    ])

  it('when tests fail or cannot be loaded, each is named at once, with what it said', async () => {
    const path = project(`${name}-fails`, files(`${PASSES}\n${FAILS}`, BREAKS))
    const { tally, said } = await outcome(command(path))
    expect(tally).toMatchObject({ passed: name === 'Vitest' ? 1 : expect.any(Number), skipped: 0 })
    expect(tally.failed).toBeGreaterThan(0)
    expect(said).toContain('before any test')
    if (name === 'Vitest') expect(said).toMatch(/FAILED .*0\.test\.mjs › fails\n.*on purpose/)
  })

  it('when one test fails and one hangs, the run ends, and names and counts both', async () => {
    const path = project(`${name}-hangs`, files(FAILS, `${PASSES}\n${HANGS}`))
    const { tally, said } = await outcome(command(path), HANG)
    expect(tally.failed).toBeGreaterThanOrEqual(2)
    expect(said).toMatch(/FAILED .*› fails\n/)
    // Vitest tells of tests in batches, so there the file is all that is known.
    const named = name === 'Vitest' ? /1\.test\.mjs$/m : /1\.spec\.mjs › hangs$/m
    expect(said).toMatch(/no test had finished for 20 s\. Running then:\n/)
    expect(said).toMatch(named)
  }, 120_000)
})
