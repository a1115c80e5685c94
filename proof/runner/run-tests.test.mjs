/** The runners themselves, on tests that fail, hang and break on purpose. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { root } from '../../scripts/lib/paths.mjs'
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

const env = { ...process.env, CI: '', VITEST: '', VITEST_WORKER_ID: '', VITEST_POOL_ID: '' }

const PASSES = `test('passes', () => {})`
const FAILS = `test('fails', () => { throw new Error('on purpose') })`
const SKIPPED = `test.skip('is skipped', () => {})`
const BREAKS = `throw new Error('before any test')`
/** It holds its thread, so no time limit of the runner can end it. */
const HANGS = `test('hangs', () => { for (;;); })`

describe.each([
  ['vitest', ['--root', '.'], `import { test } from 'vitest'`, 'test'],
  ['playwright', [], `import { test } from 'playwright/test'`, 'spec'],
])('%s', (name, args, head, suffix) => {
  const outcome = (folder, options) => {
    const where = args.map((arg) => (arg === '.' ? folder : arg))
    return runTests(name, [...where, '--config', join(folder, 'c.mjs')], { env, ...options })
  }
  const files = (...bodies) =>
    Object.fromEntries([
      // Two at a time, so that what hangs does not keep the other from its turn.
      ['c.mjs', 'export default { workers: 2, test: { maxWorkers: 2 } }'],
      ['package.json', '{"type":"module"}'],
      ...bodies.map((body, index) => [`${index}.${suffix}.mjs`, `${head}\n${body}`]),
    ])

  it('when tests pass, fail and are skipped, each is counted', async () => {
    const path = project(`${name}-fails`, files(`${PASSES}\n${FAILS}\n${SKIPPED}`))
    expect(await outcome(path)).toEqual({ passed: 1, failed: 1, skipped: 1 })
  }, 120_000)

  it('when a file cannot be loaded, or there is no test, that is a failure', async () => {
    const broken = await outcome(project(`${name}-breaks`, files(BREAKS)))
    expect(broken).toMatchObject({ passed: 0, failed: 1 })
    expect(await outcome(project(`${name}-empty`, files()))).toMatchObject({ passed: 0, failed: 1 })
  }, 120_000)

  it('when a test hangs, the run ends and counts as failed', async () => {
    const path = project(`${name}-hangs`, files(PASSES, HANGS))
    expect((await outcome(path, { hang: HANG })).failed).toBeGreaterThan(0)
  }, 120_000)
})
