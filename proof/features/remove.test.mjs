/** `npm run features`: each feature alone, and all of them, taken out of a copy that then passes its tests. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { removables } from '../../scripts/lib/features/removables.mjs'
import { root, tool } from '../../scripts/lib/paths.mjs'
import { copyOfTree, programsIn } from '../support/copy-of-tree.mjs'

const LIMIT = 900_000
const NAMES = [...removables(root).keys()]

/** Unit tests that look at the whole project: what one feature leaves behind, they find. */
const WHOLE = [
  'app/routes-described',
  'features/features',
  'scripts/lib/docs',
  'scripts/lib/layers',
]

const folder = copyOfTree()
const { node, git, commit } = programsIn(folder)
beforeAll(commit, LIMIT)
afterEach(async () => {
  await git('reset', '--quiet', '--hard')
  await git('clean', '--quiet', '--force', '-d')
})
afterAll(() => rmSync(folder, { recursive: true }))

const remove = (...names) => node('scripts/features.mjs', 'remove', ...names)

/** Each of the project's own tools in the copy, as far as it finds nothing. */
async function expectPasses(...tools) {
  for (const [name, ...args] of tools) {
    const [, path, ...more] = tool(name, ...args)
    const { code, text } = await node(
      join(folder, path.slice(path.indexOf('node_modules'))),
      ...more,
    )
    expect({ name, code, text: code === 0 ? '' : text }).toEqual({ name, code: 0, text: '' })
  }
}

const LINT_AND_TYPES = [
  ['biome', 'check', '--error-on-warnings'],
  ['knip'],
  ['next', 'typegen'],
  ['tsc', '--noEmit'],
]
const units = (...files) => ['vitest', 'run', '--project', 'sqlite*', ...files]

it.each(NAMES)(
  'when %s alone is removed, lint, types and the tests of the whole project pass',
  async (name) => {
    const { code, text } = await remove(name, '--yes')
    expect({ code, text }).toEqual({ code: 0, text: expect.stringContaining(`Removed ${name}: `) })
    await expectPasses(...LINT_AND_TYPES, units(...WHOLE))
    if (name !== 'db-copy') return
    // The usage of every command: the only test of the proof that names a feature in a mark.
    const proof = ['--config', 'proof/vitest.config.mjs', 'proof/scripts-tests/usage']
    await expectPasses(['vitest', 'run', ...proof])
  },
  LIMIT,
)

it(
  'when all are removed, lint, types, all unit tests and the build pass, and the tables are dropped',
  async () => {
    expect((await remove(...NAMES, '--yes')).code).toBe(0)
    for (const path of ['features/notes', 'app/api/notes', 'app/docs', 'proof', 'examples']) {
      expect(existsSync(join(folder, path)), path).toBe(false)
    }
    for (const database of ['sqlite', 'postgresql']) {
      const migrations = join(folder, 'db/migrations', database)
      const { entries } = JSON.parse(readFileSync(join(migrations, 'meta/_journal.json'), 'utf8'))
      const last = readFileSync(join(migrations, `${entries.at(-1).tag}.sql`), 'utf8')
      expect(last).toMatch(/DROP TABLE .notes./)
    }
    await expectPasses(...LINT_AND_TYPES, units(), ['next', 'build'])
  },
  LIMIT,
)

it(
  'when a removal is refused, a sentence says why, and nothing is changed',
  async () => {
    const refused = async (sentence, ...args) => {
      const { code, text } = await remove(...args)
      expect({ code, text }).toEqual({ code: 1, text: expect.stringContaining(sentence) })
    }
    await refused('There is no feature "nothing".', 'nothing', '--yes')
    await refused('Nothing was removed.', 'notes')
    expect((await git('status', '--porcelain')).text).toBe('')

    writeFileSync(join(folder, 'mine.txt'), 'not committed')
    await refused('There are changes that are not committed.', 'notes', '--yes')
    rmSync(join(folder, '.git'), { recursive: true })
    await refused('This is no Git checkout', 'notes')
    expect(existsSync(join(folder, 'features/notes/feature.ts'))).toBe(true)
    await commit()
  },
  LIMIT,
)
