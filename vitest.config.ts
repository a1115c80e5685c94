import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** Which tests there are, by their files' names and text: a new one is in the right place by itself. */
const tests = readdirSync(path('.'), { withFileTypes: true })
  .filter(
    ({ name }) => !name.startsWith('.') && !['e2e', 'examples', 'node_modules'].includes(name),
  )
  .flatMap((entry) =>
    entry.isDirectory()
      ? readdirSync(path(entry.name), { recursive: true, encoding: 'utf8' }).map(
          (name) => `${entry.name}/${name.replaceAll('\\', '/')}`,
        )
      : [entry.name],
  )
  .filter((name) => /\.test\.(tsx?|mjs)$/.test(name) && !name.includes('/node_modules/'))
  .map((name) => ({ name, text: readFileSync(path(name), 'utf8') }))

type TestFile = (typeof tests)[number]

/** Each of these gives a test a database of the kind of the run. */
const OPENS_DATABASE = ['temporaryDatabase', 'temporaryUrl', 'scene']
const calls = (name: string, { text }: TestFile) => new RegExp(`\\b${name}\\(`).test(text)

// If one gets another name, its tests no longer run on PostgreSQL, and nothing shows it.
const unknown = OPENS_DATABASE.filter((name) => !tests.some((file) => calls(name, file)))
if (unknown.length > 0) throw new Error(`vitest.config.ts: no test calls ${unknown.join(', ')}`)

const isOfPostgresql = ({ name }: TestFile) => name.endsWith('postgresql.test.ts')

/**
 * Asks the database, so it runs on both. Only the text of the file counts here: one that asks through a
 * helper fails by `db/testing-twin.ts`.
 */
const asksDatabase = (file: TestFile) =>
  isOfPostgresql(file) || OPENS_DATABASE.some((name) => calls(name, file))

/**
 * Replaces a module, or says that it "runs alone", so it needs a module graph of its own. All others
 * of a worker share one, or half of the time would go into loading the same modules again.
 */
const runsAlone = ({ text }: TestFile) => /\bvi\.(mock|doMock)\(|\bRuns alone\b/.test(text)

/** A set of tests as two projects: those that share modules, and those that do not. */
function projects(
  name: string,
  of: (test: TestFile) => boolean,
  test: TestProjectInlineConfiguration['test'] = {},
): TestProjectInlineConfiguration[] {
  const chosen = tests.filter((file) => of(file))
  return [true, false]
    .map((isolate) => ({
      ...test,
      name: isolate ? `${name}-alone` : name,
      include: chosen.filter((file) => runsAlone(file) === isolate).map((file) => file.name),
      isolate,
    }))
    .filter(({ include }) => include.length > 0)
    .map((one) => ({ extends: true, test: one }))
}

const cleanUp = path('db/testing-clean-up.ts')
const postgresql = {
  globalSetup: path('db/testing-server.ts'),
  setupFiles: [path('db/testing-postgresql.ts'), cleanUp],
}

/** The tests of the proof have a configuration of their own. */
const isOfProof = ({ name }: TestFile) => name.startsWith('proof/')

/** @param isOurs which tests this is for */
export function testsOf(isOurs: (test: TestFile) => boolean) {
  return defineConfig({
    resolve: {
      alias: {
        '@': path('.'),
        // Outside of a React server this package throws on purpose.
        'server-only': path('node_modules/server-only/empty.js'),
      },
    },
    test: {
      environment: 'node',
      pool: 'threads',
      // More than a small machine has cores: some tests wait.
      maxWorkers: 3,
      // Generous, since a machine may be slow; a test that hangs is what they are for.
      testTimeout: 60_000,
      hookTimeout: 60_000,
      restoreMocks: true,
      unstubEnvs: true,
      unstubGlobals: true,
      // What is printed on the way to a right answer is the app's own log.
      silent: 'passed-only',
      setupFiles: [cleanUp],
      provide: {
        onBoth: {
          root: path('.'),
          files: tests.filter((file) => asksDatabase(file)).map(({ name }) => name),
        },
      },
      projects: [
        ...projects('sqlite', (file) => isOurs(file) && !isOfPostgresql(file)),
        ...projects('postgresql', (file) => isOurs(file) && asksDatabase(file), postgresql),
      ],
    },
  })
}

export default testsOf((file) => !isOfProof(file))
