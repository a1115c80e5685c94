// npm run bench: what one process serves over loopback, each kind of request against /api/health of
// the same moment. Builds the app first where that is needed.
import '../../scripts/lib/check-node.mjs'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileSettings } from '../../lib/config/env-files.mjs'
import { build } from '../../scripts/lib/build.mjs'
import { stopOnSignals } from '../../scripts/lib/child.mjs'
import { fail, root } from '../../scripts/lib/paths.mjs'
import { startPostgresql } from '../../scripts/lib/postgresql.mjs'
import { scriptArguments } from '../support/script-arguments.mjs'
import { startApp } from './http/app.mjs'
import { kindsOfRequest, signIn } from './http/requests.mjs'
import { requestsPerSecond } from './lib/load-generator.mjs'
import { count, median, quantile, table } from './lib/statistics.mjs'

/** The first round is thrown away: it finds code that has not been compiled yet. */
const ROUNDS = 12
/** Requests of one kind in one round, over this many connections. */
const BATCH = 240
const CONNECTIONS = 16
const SIGN_INS = 40
const SIGN_INS_AT_ONCE = 4
const PASSWORD = 'plenty of salmon in the river'

scriptArguments()
process.chdir(root)
stopOnSignals()

const built = await build(fileSettings(root, 'production'), {
  onStart: () => console.log('Building the app (about a minute)'),
})
if (built.code !== 0) fail(built.output)

async function measure(databaseUrl) {
  const app = await startApp({ databaseUrl, people: ROUNDS * BATCH, password: PASSWORD })
  const kinds = Object.entries(kindsOfRequest(app.origin, app.people))
  const rates = kinds.map(() => [])
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, [, kind]] of kinds.entries()) {
      const rate = await requestsPerSecond(app.origin, BATCH, CONNECTIONS, kind)
      if (round > 0) rates[index].push(rate)
    }
  }
  const signIns = await requestsPerSecond(
    app.origin,
    SIGN_INS,
    SIGN_INS_AT_ONCE,
    signIn(app.people.caller, PASSWORD),
  )
  await app.stop()
  return { names: kinds.map(([name]) => name), rates, signIns }
}

function print(title, { names, rates, signIns }) {
  const ratiosOf = (own) => own.map((rate, round) => rate / rates[0][round])
  const rows = names.map((name, index) => {
    const ratios = ratiosOf(rates[index])
    const spread = `${quantile(ratios, 0.25).toFixed(2)} – ${quantile(ratios, 0.75).toFixed(2)}`
    return [name, count(median(rates[index])), median(ratios).toFixed(2), spread]
  })
  console.log(`\n${title}\n${table([['requests a second', '', 'ratio', 'quartiles'], ...rows])}`)
  console.log(`  sign-ins, ${SIGN_INS_AT_ONCE} at a time: ${signIns.toFixed(1)} a second`)
}

const folder = mkdtempSync(join(tmpdir(), 'app-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
console.log(`One process, ${CONNECTIONS} connections: about 3 minutes`)
print('SQLite', await measure(`file:${join(folder, 'bench.db')}`))

const server = await startPostgresql()
try {
  print('PostgreSQL', await measure(server.url))
} finally {
  await server.stop()
}
