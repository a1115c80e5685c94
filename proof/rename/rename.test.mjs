/** docs/recipes/rename.md: a renamed copy of the project passes its own tests, and keeps its labels. */
import { execFile, execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { copyOfTree } from '../support/copy-of-tree.mjs'

const LIMIT = 900_000
const CODE = /\.(ts|tsx|mjs|js|css|svg|json|jsonc|yaml|yml)$|^Dockerfile$|^\.env\.example$/

/** In a copy, the name of before stands in labels, in the name of the database, and here. */
const LEFT = /hallpass (access token|refresh token|password|pepper id|\$\{kind\})|hallpass\.db/g
const MEANT = [
  'proof/rename/rename.test.mjs',
  'scripts/lib/rename.mjs',
  'proof/rename/names.test.mjs',
  'lib/auth/labels.test.ts',
]

let folder = ''
const read = (path) => readFileSync(join(folder, path), 'utf8')
const git = (...args) =>
  execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })

/** Runs a script or a tool of the copy. @returns what it said, where it failed */
async function failure(path, ...args) {
  // Vitest's own settings would reach the Vitest of the copy.
  const { VITEST: _, NODE_ENV: __, ...env } = process.env
  const options = { cwd: folder, env: { ...env, NO_COLOR: '1', NEXT_TELEMETRY_DISABLED: '1' } }
  const command = [join(folder, path), ...args]
  const { code, stdout, stderr } = await promisify(execFile)(process.execPath, command, {
    ...options,
    maxBuffer: 1e8,
  }).catch((error) => error)
  return code === undefined ? '' : `${stdout}${stderr}${code}`
}

const rename = (...args) => failure('scripts/rename.mjs', ...args)
const style = () =>
  failure('node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.')
const units = (...files) => {
  const projects = ['--project', 'sqlite', '--project', 'sqlite-alone']
  return failure('node_modules/vitest/vitest.mjs', 'run', ...projects, ...files)
}

function commit() {
  git('add', '--all')
  const person = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com']
  git(...person, 'commit', '--quiet', '--no-verify', '--message', 'a copy')
}

beforeAll(() => {
  folder = copyOfTree()
  git('init', '--quiet')
  commit()
}, LIMIT)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it(
  'when the app gets a name with signs in it, lint, types, units and build pass',
  async () => {
    const labels = read('lib/auth/labels.ts')
    expect(await rename('Ünïcode & Söhne "Ltd"')).toBe('')
    expect(read('lib/auth/labels.ts')).toBe(labels)
    expect(read('README.md')).toMatch(/^# Ünïcode & Söhne "Ltd"\n/)
    expect(JSON.parse(read('package.json')).name).toBe('unicode-sohne-ltd')

    expect(await style()).toBe('')
    expect(await failure('node_modules/next/dist/bin/next', 'build')).toBe('')
    expect(await failure('node_modules/typescript/bin/tsc', '--noEmit')).toBe('')
    expect(await units()).toBe('')
  },
  LIMIT,
)

it(
  'when the change is not committed, another rename is refused until --yes',
  async () => {
    expect(await rename('Acme')).toMatch(/^\nThere are changes that Git has not committed/)
    expect(read('lib/brand.ts')).toContain('Ünïcode')
    expect(await rename('Acme', '--yes')).toBe('')
  },
  LIMIT,
)

it(
  'when it is renamed again, its tests pass and no file of code has the name of before',
  async () => {
    expect(await style()).toBe('')
    const asked = git(
      'grep',
      '--files-with-matches',
      '--extended-regexp',
      'brand|labels',
      '--',
      '*.test.*',
    )
    const tests = asked.split('\n').filter((path) => path !== '' && !path.startsWith('proof/'))
    expect(await units(...tests)).toBe('')

    const named = git('ls-files')
      .split('\n')
      .filter((path) => CODE.test(path) && !MEANT.includes(path))
      .filter((path) =>
        /hall ?-?pass|[uü]n[iï]code & s|unicode-s/i.test(read(path).replace(LEFT, '')),
      )
    expect(named).toEqual([])
  },
  LIMIT,
)
