/** docs/headers.md against the built app: every kind of answer has the headers that the page says, and no other. */
import { openDatabase } from '../support/database'
import { expectHeaders } from '../support/headers'
import { test } from '../support/test'

for (const origin of [null, 'https://app.example.com']) {
  test(`when each kind of answer is asked for, its headers are those of docs/headers.md: APP_URL ${origin ?? 'unset'}`, async ({
    startApp,
  }) => {
    const app = await startApp({ env: { APP_URL: origin ?? '', RATE_LIMIT: 'on' } })
    const database = openDatabase(app)
    await expectHeaders({ app, origin: origin ?? app.url, database })
    database.close()
  })
}
