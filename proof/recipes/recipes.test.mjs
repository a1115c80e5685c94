/**
 * The recipes of docs/recipes in one copy of the project: renamed, then with every block of code carried out, it
 * passes its own tests.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { root } from '../../scripts/lib/paths.mjs'
import { copyOfTree, programsIn } from '../support/copy-of-tree.mjs'
import { applyStep, stepsOf } from './apply.mjs'

const RECIPES = join(root, 'docs/recipes')
const LIMIT = 900_000

/** In the order of README.md: a later one may stand on an earlier one. */
const index = readFileSync(join(root, 'README.md'), 'utf8')
const recipes = [...index.matchAll(/\]\(docs\/recipes\/([\w-]+\.md)\)/g)].map(([, name]) => name)
const stepsIn = (name) => stepsOf(readFileSync(join(RECIPES, name), 'utf8'))

/** What a recipe has its reader run. */
const COMMANDS = {
  'add-a-field.md': [['scripts/db-generate.mjs', '--name', 'display-name']],
  'add-a-setting.md': [['scripts/docs-settings.mjs']],
  'add-a-feature.md': [['scripts/db-generate.mjs', '--name', 'tags']],
  'add-a-mail.md': [['node_modules/vitest/vitest.mjs', 'run', 'lib/mail/render.test.ts', '-u']],
}

/** A small check of the feature, as its writer might add it. */
const TAGS_SPEC = `import { bearer, signUpAndIn } from '../support/people'
import { expect, test } from '../support/test'

test('when a user adds tags, they and no one else see them, each once', async ({ app }) => {
  const [{ client, accessToken }, other] = [await signUpAndIn(app), await signUpAndIn(app)]
  for (const name of ['home', 'work', 'home']) {
    const added = await client.post('/api/tags', { name }, bearer(accessToken))
    expect(added.json()).toEqual({ tag: { name } })
  }
  const listed = await client.get('/api/tags', bearer(accessToken))
  expect(listed.json<{ tags: object[] }>().tags).toHaveLength(2)
  expect((await client.get('/account/tags')).text).toContain('>work<')
  const others = await other.client.get('/api/tags', bearer(other.accessToken))
  expect(others.json()).toEqual({ tags: [] })
})
`

/** The widget and its check in the browser, with both of Cloudflare's addresses answered here. */
const TURNSTILE_SPEC = `import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { newPerson } from '../support/people'
import { expectAccount, submit, summary } from './support/pages'
import { expect, test } from './support/test'

const WIDGET = \`let count = 0
window.turnstile = {
  render(place) {
    const input = document.createElement('input')
    Object.assign(input, { type: 'hidden', name: 'cf-turnstile-response', value: 'token ' + ++count })
    place.append(input)
    return 'widget'
  },
  remove: () => document.querySelector('[name=cf-turnstile-response]').remove(),
}\`
const SERVICE = \`const whole = globalThis.fetch
globalThis.fetch = (url, init) => String(url).includes('siteverify')
  ? Promise.resolve(Response.json(String(init.body).endsWith('response=token+2')
      ? { success: true } : { success: false, 'error-codes': ['invalid-input-response'] }))
  : whole(url, init)\`

test('when Turnstile refuses a sign-up, the form says it and keeps all; with the next token it goes on', async ({
  page,
  startApp,
}, info) => {
  const service = info.outputPath('service.mjs')
  writeFileSync(service, SERVICE)
  const app = await startApp({
    env: {
      AUTH_SIGN_UP_CHECK: './features/turnstile/sign-up-check.mjs',
      TURNSTILE_SECRET_KEY: 'a secret',
      NODE_OPTIONS: '--import=' + pathToFileURL(service).href,
    },
  })
  const refused: string[] = []
  page.on('console', (message) => message.type() === 'error' && refused.push(message.text()))
  await page.route('https://challenges.cloudflare.com/**', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: WIDGET }),
  )
  const person = newPerson()
  await page.goto(app.url + '/sign-up')
  await page.locator('[name=cf-turnstile-response][value="token 1"]').waitFor({ state: 'attached' })
  await page.getByLabel('Email').fill(person.email)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await submit(page).click()
  await expect(summary(page)).toContainText('The check for bots did not go through. Try again.')
  await expect(page.getByLabel('Email')).toHaveValue(person.email)
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue(person.password)
  await page.locator('[name=cf-turnstile-response][value="token 2"]').waitFor({ state: 'attached' })
  await submit(page).click()
  await expectAccount(page, person)
  expect(refused.filter((text) => text.includes('Content Security Policy'))).toEqual([])
})
`

/** In a copy, the name of before stands in labels, in the name of the database, and here. */
const CODE = /\.(ts|tsx|mjs|js|css|svg|json|jsonc|yaml|yml)$|^Dockerfile$|^\.env\.example$/
const LEFT =
  /hallpass (access token|refresh token|known browser|mail token|password|pepper id|\$\{kind\})|hallpass\.db/g
const MEANT = [
  'proof/recipes/recipes.test.mjs',
  'proof/recipes/rename.test.mjs',
  'scripts/lib/rename.mjs',
  'lib/auth/labels.test.ts',
]

let folder = ''
let programs
const read = (path) => readFileSync(join(folder, path), 'utf8')
const rename = async (...args) => (await programs.node('scripts/rename.mjs', ...args)).text
/** The paths that Git sees changed or added, but for what `db:generate` writes. */
const changed = async () =>
  (await programs.git('status', '--porcelain', '--untracked-files=all', '--no-renames')).text
    .split('\n')
    .map((line) => line.slice(3))
    .filter((path) => path !== '' && !path.startsWith('db/migrations/'))

/** What each recipe has changed, by its name. */
const changes = {}

/** The feature that a recipe adds. */
const FEATURES = { 'add-a-feature.md': 'tags', 'check-sign-ups.md': 'turnstile' }
/** What the removal of each says, and how the project then differs from the one before the recipe. */
const removals = {}

/** Removes the feature of the recipe that was committed last, and brings it back. */
async function tryRemoval(name) {
  const { text: said } = await programs.node('scripts/features.mjs', 'remove', name, '--yes')
  const { text: left } = await programs.git('diff', 'HEAD~1', '--', ':!db/migrations')
  removals[name] = { said, left }
  await programs.git('reset', '--quiet', '--hard')
  await programs.git('clean', '--quiet', '--force', '-d')
}

beforeAll(async () => {
  folder = copyOfTree()
  programs = programsIn(folder)
  await programs.commit()
  const labels = read('lib/auth/labels.ts')
  expect(await rename('Ünïcode & Söhne "Ltd"')).toMatch(/^The app is called /)
  expect(read('lib/auth/labels.ts')).toBe(labels)
  await programs.commit()
  for (const name of recipes) {
    for (const one of stepsIn(name)) applyStep(one, folder)
    for (const command of COMMANDS[name] ?? []) {
      expect(await programs.node(...command)).toMatchObject({ code: 0 })
    }
    changes[name] = await changed()
    await programs.commit()
    if (FEATURES[name]) await tryRemoval(FEATURES[name])
  }
  writeFileSync(join(folder, 'e2e/http/tags.spec.ts'), TAGS_SPEC)
  writeFileSync(join(folder, 'e2e/browser/turnstile.spec.ts'), TURNSTILE_SPEC)
  await programs.commit()
}, LIMIT)
afterAll(() => rmSync(folder, { recursive: true }))

/** The last line of one of the project's test commands in the copy, or all that it says where it fails. */
async function passes(...args) {
  const { code, text } = await programs.node('scripts/test.mjs', ...args)
  return code === 0 ? text.trim().split('\n').at(-1) : text
}

it('when a recipe is written, README.md has it', () => {
  expect([...recipes].sort()).toEqual(readdirSync(RECIPES).sort())
})

it('when a table gets its route and page, six files are written, all in features/ and app/', () => {
  expect(changes['add-a-feature.md'].sort()).toEqual([
    'app/account/tags/page.tsx',
    'app/api/tags/route.ts',
    'docs/routes.md',
    'features/index.ts',
    'features/tags/feature.ts',
    'features/tags/queries.ts',
    'features/tags/tables.ts',
  ])
})

it.each(Object.values(FEATURES))(
  'when %s is removed again, nothing of its recipe is left',
  (name) => {
    expect(removals[name]).toEqual({ said: expect.stringContaining(`Removed ${name}: `), left: '' })
  },
)

it('when a field, a setting or a mail is added, few files change', () => {
  expect(changes['add-a-field.md'].length).toBeLessThanOrEqual(6)
  expect(changes['add-a-setting.md'].sort()).toEqual([
    // Written by docs:settings.
    '.env.example',
    'README.md',
    // Where the setting is used.
    'app/account/hello/page.tsx',
    'lib/config/settings.ts',
  ])
  expect(changes['add-a-mail.md'].sort()).toEqual([
    'db/schema.ts',
    // What sends it.
    'db/users.ts',
    'lib/auth/account/operator.test.ts',
    'lib/auth/account/operator.ts',
    // Written by vitest.
    'lib/mail/__snapshots__/render.test.ts.snap',
    'lib/mail/messages.ts',
    'lib/mail/messages/account-enabled.tsx',
  ])
})

it('when the app is renamed, its README and its package carry the name', () => {
  expect(read('README.md')).toMatch(/^# Ünïcode & Söhne "Ltd"\n/)
  expect(JSON.parse(read('package.json')).name).toBe('unicode-sohne-ltd')
})

it(
  'when the app is renamed and every recipe carried out, lint, types and unit tests pass',
  async () => {
    expect(await passes('quick')).toMatch(/^\d+ passed, 0 failed$/)
  },
  LIMIT,
)

it(
  'when every recipe is carried out, the build has the routes that docs/routes.md says, and they answer',
  async () => {
    const specs = ['routes', 'operations', 'headers', 'hello', 'tags'].map(
      (name) => `e2e/http/${name}.spec.ts`,
    )
    expect(await passes('e2e', ...specs, 'e2e/browser/turnstile.spec.ts')).toMatch(
      /^\d+ passed, 0 failed$/,
    )
  },
  LIMIT,
)

it(
  'when a change is not committed, a rename is refused until --yes; then no file has the name of before',
  async () => {
    writeFileSync(join(folder, 'mine.txt'), 'not committed')
    expect(await rename('Acme')).toMatch(/^\nThere are changes that Git has not committed/)
    expect(read('lib/brand.ts')).toContain('Ünïcode')
    expect(await rename('Acme', '--yes')).toMatch(/^The app is called Acme/)

    const { text } = await programs.git('ls-files')
    const named = text
      .split('\n')
      .filter((path) => CODE.test(path) && !MEANT.includes(path))
      .filter((path) =>
        /hall ?-?pass|[uü]n[iï]code & s|unicode-s/i.test(read(path).replace(LEFT, '')),
      )
    expect(named).toEqual([])
    const about = ['--files-with-matches', '--extended-regexp', 'brand|labels']
    const tests = (await programs.git('grep', ...about, '--', '*.test.*', ':!proof')).text
    const vitest = ['run', '--project', 'sqlite*', ...tests.trim().split('\n')]
    for (const command of [
      ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'],
      ['node_modules/vitest/vitest.mjs', ...vitest],
    ]) {
      const { code, text } = await programs.node(...command)
      expect(code, text).toBe(0)
    }
  },
  LIMIT,
)
