/** The long form of `e2e/http/cross-site.spec.ts`: two headers at a time that no honest call has. */
import { expectRule } from '../../e2e/support/cross-site'
import { openDatabase } from '../../e2e/support/database'
import { test } from '../../e2e/support/test'

for (const own of [undefined, 'http://app.localhost:4000']) {
  test(`when calls come from elsewhere in every way, the rule holds: APP_URL ${own ?? 'unset'}`, async ({
    startApp,
  }) => {
    test.setTimeout(600_000)
    const app = await startApp({ env: { APP_URL: own ?? '' } })
    const database = openDatabase(app)
    await expectRule({ app, database, own }, 2)
    database.close()
  })
}
