/** The long form of `e2e/http/fuzz.spec.ts`, with other requests at each run. */
import { randomInt } from 'node:crypto'
import { fuzz, PARTS } from '../../e2e/support/fuzz/fuzz'
import { test } from '../../e2e/support/test'

/** A failure prints it with the smallest request that fails; as `FUZZ_SEED` it sends the same again. */
const seed = Number(process.env.FUZZ_SEED) || randomInt(1, 2 ** 31)

for (const part of PARTS) {
  test(`when an operation is sent anything for long, no answer is a 5xx and no refusal changes a row: part ${part}`, async ({
    app,
    database,
  }, info) => {
    test.setTimeout(600_000)
    const seen = await fuzz({ app, database }, { part, runs: 100, seed })
    info.annotations.push({ type: 'seen', description: JSON.stringify({ seed, seen }) })
  })
}
