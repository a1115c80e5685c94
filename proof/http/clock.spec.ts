/** A clock that jumps on a running server. On PostgreSQL the app takes the time from the database. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type App, startApp } from '../../e2e/support/app'
import { type AppDatabase, openDatabase } from '../../e2e/support/database'
import { bearer, type Grant, newPerson, type SignedIn, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { me } from '../../e2e/support/sessions'
import { expect, test } from '../../e2e/support/test'

const PRELOAD = fileURLToPath(new URL('../support/clock.cjs', import.meta.url))
const DAYS = 86_400_000

let app: App
let database: AppDatabase
let file: string
/** Sets the clock of the server so many milliseconds ahead of the real time. */
const jump = (milliseconds: number) => writeFileSync(file, String(milliseconds))

test.beforeAll(async () => {
  file = test.info().outputPath('clock')
  jump(0)
  app = await startApp({ env: { NODE_OPTIONS: `--require ${PRELOAD}`, TEST_CLOCK_FILE: file } })
  database = openDatabase(app)
})
test.afterAll(async () => {
  database.close()
  await app.stop()
})

/** Refreshes, as a page does that finds its access token refused. */
async function renewed({ client }: SignedIn): Promise<string> {
  const answer = await client.post('/api/auth/refresh')
  expect(answer.status, answer.text).toBe(200)
  return answer.json<Grant>().accessToken
}

const exported = ({ client }: SignedIn, accessToken: string) =>
  client.get('/api/account/export', bearer(accessToken))

function expectNoAlarm({ sessionId, user }: SignedIn): void {
  expect(database.session(sessionId)).toMatchObject({ revoked_at: null, token_version: 0 })
  expect(database.eventsOf(user.id).map(({ type }) => type)).not.toContain('token-reuse')
}

test('when the clock jumps three days ahead and back, old tokens and links are refused, and no one is signed out', async () => {
  const someone = await signUpAndIn(app)
  const link = database.passwordResetToken(someone.user.id)
  jump(3 * DAYS)
  expectProblem(await me(someone), 'invalid-token')
  const ahead = await renewed(someone)
  expect((await someone.client.get('/api/me', bearer(ahead))).status).toBe(200)
  expectProblem(await exported(someone, ahead), 'step-up-required')
  const { password: newPassword } = newPerson()
  const reset = { token: link, newPassword }
  expect((await someone.client.post('/api/auth/reset-password', reset)).status).toBe(401)

  jump(0)
  expectProblem(await someone.client.get('/api/me', bearer(ahead)), 'invalid-token')
  const now = await renewed(someone)
  expect((await someone.client.get('/api/me', bearer(now))).status).toBe(200)
  expect((await someone.client.get('/account')).status).toBe(200)
  expectNoAlarm(someone)
})

test('when the clock jumps three days back and returns, no token from the future counts, and no password check lasts until then', async () => {
  const someone = await signUpAndIn(app)
  jump(-3 * DAYS)
  expectProblem(await me(someone), 'invalid-token')
  const behind = await renewed(someone)
  expect((await someone.client.get('/api/me', bearer(behind))).status).toBe(200)
  expectProblem(await exported(someone, behind), 'step-up-required')
  const { password } = someone.person
  const stepped = await someone.client.post('/api/auth/step-up', { password }, bearer(behind))
  expect((await exported(someone, stepped.json<Grant>().accessToken)).status).toBe(200)

  jump(0)
  expectProblem(await someone.client.get('/api/me', bearer(behind)), 'invalid-token')
  const now = await renewed(someone)
  expectProblem(await exported(someone, now), 'step-up-required')
  expectNoAlarm(someone)
})
