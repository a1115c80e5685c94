/**
 * The Node that `.nvmrc` pins, whichever runs the tests: one version aborted in the destructors of a
 * database driver, at a start or a stop, now and then.
 */
import type { App } from '../../e2e/support/app'
import { bearer, signUpAndIn } from '../../e2e/support/people'
import { expect, test } from '../../e2e/support/test'
import { pinnedNode } from '../support/pinned-node'
import { runNode, startSeveral } from '../support/several'

const STARTS = 20
/** So many people at once while it runs, and so many whose calls are under way when it stops. */
const PEOPLE = 4

let node = ''
test.beforeAll(() => {
  node = pinnedNode()
})

test('when the app starts and stops twenty times under load, it never crashes', async ({
  startApp,
}) => {
  test.setTimeout(10 * 60_000)
  const app = await startApp({ node })
  for (let start = 1; start <= STARTS; start += 1) {
    await use(app)
    const cutOff = Array.from({ length: PEOPLE }, () => use(app).catch(() => null))
    await app.restart()
    await Promise.all(cutOff)
  }
  await use(app)
  expect(app.output.filter((line) => /assert|abort|fatal/i.test(line))).toEqual([])
})

async function use(app: App): Promise<void> {
  const people = await Promise.all(Array.from({ length: PEOPLE }, () => signUpAndIn(app)))
  for (const { client, accessToken } of people) {
    expect((await client.post('/api/auth/refresh')).status).toBe(200)
    expect((await client.get('/api/me', bearer(accessToken))).status).toBe(200)
  }
}

test('when two processes serve, and the operator uses the commands, all of it works', async () => {
  const file = test.info().outputPath('app.db')
  const copy = test.info().outputPath('copy.db') // feature: db-copy
  const env = { DATABASE_URL: `file:${file}` }
  const several = await startSeveral(2, env, node)
  await several.untilReady(2)
  const { person } = await signUpAndIn(several)
  for (const [script, ...args] of [
    ['users', 'sign-out', person.email],
    ['keys', 'generate', '--file', test.info().outputPath('keys.env')],
    ['../features/db-copy/main', '--from', `file:${file}`, '--to', `file:${copy}`], // feature: db-copy
  ]) {
    // feature: db-copy
    if (script?.endsWith('db-copy/main')) {
      several.signal('SIGTERM')
      await several.ended
    }
    // /feature: db-copy
    const { ended, output } = runNode([`scripts/${script}.mjs`, ...args], env, { node })
    expect(await ended, `${script}: ${output.join('\n')}`).toBe(0)
  }
})
