import { fuzz, PARTS } from '../support/fuzz/fuzz'
import { expect, test } from '../support/test'

for (const part of PARTS) {
  // The proof sends more, and other ones at each run: `proof/attacks/fuzz.spec.ts`.
  test(`when an operation is sent anything, it is refused in words and changes nothing, or it is served: part ${part}`, async ({
    app,
    database,
  }, info) => {
    const seen = await fuzz({ app, database }, { part, runs: 20, seed: 23 })
    info.annotations.push({ type: 'seen', description: JSON.stringify(seen) })
    for (const [operation, statuses] of Object.entries(seen)) {
      expect(Object.keys(statuses).length, operation).toBeGreaterThan(2)
    }
  })
}
