/** Every recipe of docs/recipes, in one copy of the project, which then passes its own tests. */
import { execFile, execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { root } from '../../scripts/lib/paths.mjs'
import { copyOfTree } from '../support/copy-of-tree.mjs'
import { applyStep, stepsOf } from './apply.mjs'

const RECIPES = join(root, 'docs/recipes')
const LIMIT = 900_000

/** In the order of README.md: a later one may stand on an earlier one. */
const index = readFileSync(join(root, 'README.md'), 'utf8')
const recipes = [...index.matchAll(/\]\(docs\/recipes\/([\w-]+\.md)\)/g)].map(([, name]) => name)

let folder = ''
beforeAll(() => {
  folder = copyOfTree()
  for (const name of recipes) {
    const steps = stepsOf(readFileSync(join(RECIPES, name), 'utf8'))
    for (const step of steps) applyStep(step, folder)
  }
  // What the recipes of a setting and of a field say to run.
  for (const script of [['docs-settings.mjs'], ['db-generate.mjs', '--name', 'display-name']]) {
    const [file, ...args] = script
    execFileSync(process.execPath, [`scripts/${file}`, ...args], { cwd: folder })
  }
}, LIMIT)
afterAll(() => rmSync(folder, { recursive: true }))

/** The last line of one of the project's test commands in the copy, or all that it says where it fails. */
async function passes(...args) {
  const { VITEST: _, ...env } = process.env
  const command = promisify(execFile)(process.execPath, ['scripts/test.mjs', ...args], {
    cwd: folder,
    env: { ...env, NODE_ENV: 'test' },
    maxBuffer: 2 ** 26,
  })
  const said = await command.catch((error) => error)
  return said.code ? `${said.stdout}${said.stderr}` : said.stdout.trim().split('\n').at(-1)
}

it('when a recipe is written, README.md has it', () => {
  expect([...recipes].sort()).toEqual(readdirSync(RECIPES).sort())
})

it(
  'when every recipe is carried out, lint, types, and unit tests pass',
  async () => {
    expect(await passes('quick')).toMatch(/^\d+ passed, 0 failed$/)
  },
  LIMIT,
)

it(
  'when every recipe is carried out, the build has the routes that docs/routes.md says, and they answer',
  async () => {
    const specs = ['e2e/http/routes.spec.ts', 'e2e/http/hello.spec.ts']
    expect(await passes('e2e', ...specs)).toMatch(/^\d+ passed, 0 failed$/)
  },
  LIMIT,
)
