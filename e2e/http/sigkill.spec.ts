import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { App } from '../support/app'
import type { Answer } from '../support/client'
import { type AppDatabase, openDatabase } from '../support/database'
import { bearer, type Grant, type SignedIn, signIn, signUpAndIn } from '../support/people'
import { expect, test } from '../support/test'

const BROWSERS = 10
const ROUNDS = 20
const KILLS = 8

/** A refresh as a browser does it: no answer is no answer, and it asks again with what it has. */
async function refreshUntilAnswered({ client }: SignedIn, onLost: () => void): Promise<Answer> {
  for (;;) {
    try {
      const answer = await client.post('/api/auth/refresh')
      if (answer.status !== 503) return answer
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'ECONNREFUSED') onLost()
    }
    await sleep(10)
  }
}

test('SIGKILL during 200 refreshes loses no session and raises no alarm', async ({ startApp }) => {
  test.setTimeout(120_000)
  const app = await startApp()
  const database = openDatabase(app)
  const sessions: SignedIn[] = []
  for (let index = 0; index < BROWSERS; index += 1) sessions.push(await signUpAndIn(app))

  let answers = 0
  let lost = 0
  let over = false
  const outcomes: Record<string, number> = {}
  const browse = async (session: SignedIn) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const answer = await refreshUntilAnswered(session, () => {
        lost += 1
        // Every second browser is a laptop whose lid is closed: it asks again an hour later.
        if (lost % 2 === 0) database.age(session.sessionId, 'rotated_at', 3600)
      })
      expect(answer.status, answer.text).toBe(200)
      answers += 1
      const outcome = String(answer.headers['session-refresh'])
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
      // As if the next one came an hour later: each of them rotates.
      database.age(session.sessionId, 'rotated_at', 3600)
    }
  }
  const killer = async () => {
    for (let kill = 1; kill <= KILLS; kill += 1) {
      while (!over && answers < (kill * BROWSERS * ROUNDS) / (KILLS + 1)) await sleep(1)
      if (over) return
      await sleep(randomInt(8))
      await app.kill()
      await app.restart()
    }
  }
  await Promise.all([
    killer(),
    Promise.all(sessions.map(browse)).finally(() => {
      over = true
    }),
  ])

  expect(answers).toBe(BROWSERS * ROUNDS)
  // Had no kill come between a rotation and its answer, this would have tested nothing.
  expect(lost).toBeGreaterThan(0)
  expect((outcomes.retried ?? 0) + (outcomes.recovered ?? 0)).toBeGreaterThan(0)
  test
    .info()
    .annotations.push({ type: 'outcomes', description: JSON.stringify({ lost, outcomes }) })
  for (const session of sessions) await expectAlive(session, database)
  expectNoAlarm(app)
  database.close()
})

test('a kill between the rotation and its answer: the browser comes back with the old cookie', async ({
  startApp,
}) => {
  const app = await startApp()
  const database = openDatabase(app)
  const soon = await signUpAndIn(app)
  const late = await signUpAndIn(app)
  for (const session of [soon, late]) {
    await session.client.post('/api/auth/refresh')
    session.client.refreshToken = session.refreshToken
  }
  await app.kill()
  await app.restart()
  database.age(late.sessionId, 'rotated_at', 3600)
  const retried = await soon.client.post('/api/auth/refresh')
  expect(retried.headers['session-refresh']).toBe('retried')
  const recovered = await late.client.post('/api/auth/refresh')
  expect(recovered.headers['session-refresh']).toBe('recovered')
  for (const session of [soon, late]) await expectAlive(session, database)
  expectNoAlarm(app)
  database.close()
})

test('what was acknowledged survives a kill: accounts, sessions, sign-outs', async ({
  startApp,
}) => {
  const app = await startApp()
  const stays = await signUpAndIn(app)
  const leaves = await signUpAndIn(app)
  await leaves.client.post('/api/auth/logout')
  await app.kill()
  await app.restart()
  const { client, accessToken, person } = stays
  expect((await client.get('/api/me', bearer(accessToken))).json()).toEqual({ user: stays.user })
  expect((await client.post('/api/auth/refresh')).status).toBe(200)
  expect((await leaves.client.get('/api/me', bearer(leaves.accessToken))).status).toBe(401)
  await signIn(app, person)
})

async function expectAlive(session: SignedIn, database: AppDatabase): Promise<void> {
  expect(database.session(session.sessionId)).toMatchObject({ revoked_at: null, token_version: 0 })
  expect(database.user(session.user.email)?.token_version).toBe(0)
  const answer = await session.client.post('/api/auth/refresh')
  expect(answer.status, answer.text).toBe(200)
  const { accessToken } = answer.json<Grant>()
  expect((await session.client.get('/api/me', bearer(accessToken))).status).toBe(200)
}

function expectNoAlarm(app: App): void {
  expect(app.output.filter((line) => line.includes('reuse'))).toEqual([])
}
