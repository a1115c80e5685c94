import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, Client } from '../support/client'
import { signIn, signUp, signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { expect, test } from '../support/test'

const THREADS = 2
/** Sixty-four wait at most: some of these are too many. */
const WAITING = 64
const CROWD = 18

// Hashing yields to everything else on the machine, so that on a busy one this takes its time.
test.beforeEach(() => test.setTimeout(180_000))

/** How long a call takes, in milliseconds. */
async function timed(call: () => Promise<Answer>): Promise<{ answer: Answer; took: number }> {
  const started = performance.now()
  const answer = await call()
  return { answer, took: performance.now() - started }
}

/** The value that so many per cent of the others do not exceed. */
function percentile(values: number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? Number.NaN
}

test('sign-ins that saturate the hash pool hold up nobody else', async ({ startApp }) => {
  const app = await startApp({
    env: { BCRYPT_COST: '12', BCRYPT_THREADS: String(THREADS) },
  })
  const someone = await signUpAndIn(app)
  const person = await signUp(new Client(app))
  // What one hash costs on this machine, now: the measure for everything below.
  const alone: number[] = []
  for (let round = 0; round < 3; round += 1) {
    alone.push((await timed(() => new Client(app).post('/api/auth/login', person))).took)
  }
  const oneHash = percentile(alone, 50)

  let busy = true
  const logins = Promise.all(
    Array.from({ length: CROWD }, () =>
      timed(() => new Client(app).post('/api/auth/login', person)),
    ),
  ).finally(() => {
    busy = false
  })
  const others: Record<string, number[]> = { health: [], refresh: [] }
  while (busy) {
    const health = await timed(() => new Client(app).get('/api/health'))
    const refresh = await timed(() => someone.client.post('/api/auth/refresh'))
    expect([health.answer.status, refresh.answer.status]).toEqual([200, 200])
    others.health?.push(health.took)
    others.refresh?.push(refresh.took)
    await sleep(5)
  }

  const answered = await logins
  expect(answered.map(({ answer }) => answer.status)).toEqual(Array(CROWD).fill(200))
  // The pool was full indeed: the last of them waited for the others.
  expect(Math.max(...answered.map(({ took }) => took))).toBeGreaterThan(2 * oneHash)
  for (const [name, times] of Object.entries(others)) {
    expect(times.length, name).toBeGreaterThan(20)
    expect(percentile(times, 95), `${name}, with ${oneHash} ms a hash`).toBeLessThan(oneHash / 2)
  }
})

test('one sign-in too many is 503 with Retry-After, never a 401, and all is well afterwards', async ({
  startApp,
}) => {
  const app = await startApp({ env: { BCRYPT_THREADS: '1' } })
  const held = await signUpAndIn(app)
  const logins = Array.from({ length: 2 * WAITING }, (_, index) =>
    (index === 2 * WAITING - 1 ? held.client : new Client(app)).post(
      '/api/auth/login',
      held.person,
    ),
  )
  const answers = await Promise.all(logins)
  const refused = answers.filter(({ status }) => status !== 200)
  expect(refused.length).toBeGreaterThan(0)
  expect(refused.length).toBeLessThan(answers.length)
  for (const answer of refused) {
    expectProblem(answer, 'busy')
    expect(answer.setCookies).toEqual([])
  }
  // Whether or not it was given another one, that browser has a session; and the queue is empty again.
  expect((await held.client.post('/api/auth/refresh')).status).toBe(200)
  await signIn(app, held.person)
})
