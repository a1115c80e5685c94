/** Every route of the build against calls from elsewhere. `proof/attacks/cross-site.spec.ts` has the long form. */
import { expectRule } from '../support/cross-site'
import { test } from '../support/test'

test('when a call comes from elsewhere, each route answers as docs/routes.md says, and what is refused changes nothing', async ({
  app,
  database,
}) => {
  await expectRule({ app, database }, 1)
})
