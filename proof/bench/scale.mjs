// npm run bench:scale: does anything get slower with the number of sessions? Loads 10 million into
// each database and measures them against an almost empty one.
import '../../scripts/lib/check-node.mjs'
import { fileSettings } from '../../lib/config/env-files.mjs'
import { build } from '../../scripts/lib/build.mjs'
import { run, stopOnSignals } from '../../scripts/lib/child.mjs'
import { fail, root } from '../../scripts/lib/paths.mjs'
import { scriptArguments } from '../support/script-arguments.mjs'
import { typescript } from './lib/node.mjs'
import { count } from './lib/statistics.mjs'
import { dataFolder, freeSpace, postgresqlDatabases, sqliteFiles } from './scale/databases.mjs'

const options = scriptArguments({
  sessions: { type: 'string', default: '10000000' },
  seconds: { type: 'string', default: '40' },
  only: { type: 'string' },
  dir: { type: 'string' },
  keep: { type: 'boolean', default: false },
  postgresql: { type: 'string' },
})
if (options.only && !['sqlite', 'postgresql'].includes(options.only)) {
  fail('--only takes sqlite or postgresql.')
}
if (options.keep && !options.dir) fail('--keep needs --dir: where to keep the data.')
const sessions = Number(options.sessions)
if (!Number.isInteger(sessions) || sessions < 10_000) {
  fail('--sessions must be a whole number from 10000.')
}

/** What a million sessions take: minutes here (2 cores), gigabytes of disk at the most. */
const MINUTES = { sqlite: 0.6, postgresql: 0.8 }
const GIGABYTES = { sqlite: 1, postgresql: 2 }
const MEASURING = 8

process.chdir(root)
stopOnSignals()

const kinds = options.only ? [options.only] : ['sqlite', 'postgresql']
const folder = dataFolder(options.dir)
// The server that is started for us lives where temporary files do.
process.env.TMPDIR = folder

const millions = sessions / 1e6
const needed = Math.max(...kinds.map((kind) => GIGABYTES[kind])) * millions + 5
const free = freeSpace(folder)
if (free < needed) {
  fail(
    `${folder} has ${free.toFixed(0)} GB free, and this needs ${needed.toFixed(0)}. Name a larger disk with --dir, or take fewer: npm run bench:scale -- --sessions 1000000`,
  )
}

const minutes = kinds.reduce((sum, kind) => sum + MINUTES[kind] * millions + MEASURING, 0)
console.log(
  `${count(sessions)} sessions on ${kinds.join(' and ')}, data in ${folder}: about ${Math.ceil(minutes)} minutes\n`,
)

const built = await build(fileSettings(root, 'production'), {
  onStart: () => console.log('Building the app (about a minute)'),
})
if (built.code !== 0) fail(built.output)

for (const kind of kinds) {
  console.log(kind === 'sqlite' ? 'SQLite' : 'PostgreSQL')
  const databases =
    kind === 'sqlite'
      ? sqliteFiles(folder, options.keep)
      : await postgresqlDatabases(options.postgresql)
  const { code } = await run(typescript(import.meta.resolve('./scale/main.ts')), {
    env: {
      ...process.env,
      DATABASE_URL: databases.loaded,
      BENCH_EMPTY_URL: databases.empty,
      BENCH_SESSIONS: String(sessions),
      BENCH_SECONDS: options.seconds,
    },
  })
  if (!options.keep) await databases.remove()
  if (code !== 0) process.exitCode = code
}
// Said outright: what stops the server that was started for us would end this process with 0.
process.exit(process.exitCode)
