import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, Client } from '../support/client'
import { newPerson, signIn, signUp, signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { expect, test } from '../support/test'

/** Two hashes at a time and sixteen that wait: the next sign-in is one too many. */
const THREADS = 2
const WAITING = 16
const CAPACITY = THREADS + WAITING

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
    Array.from({ length: CAPACITY }, () =>
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
  expect(answered.map(({ answer }) => answer.status)).toEqual(Array(CAPACITY).fill(200))
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
  const app = await startApp({
    env: { BCRYPT_COST: '13', BCRYPT_THREADS: String(THREADS) },
  })
  const held = await signUpAndIn(app)
  const person = await signUp(new Client(app))
  const extra = 6
  const logins = Array.from({ length: CAPACITY }, () =>
    new Client(app).post('/api/auth/login', person),
  )
  // These come while the first two of them are still being worked on, and find no place.
  await sleep(150)
  const refused = await Promise.all([
    ...Array.from({ length: extra }, () => new Client(app).post('/api/auth/login', person)),
    new Client(app).post('/api/auth/login', { ...person, password: 'not that walk' }),
    new Client(app).post('/api/auth/login', newPerson()),
    new Client(app).post('/api/auth/sign-up', newPerson()),
    held.client.post('/api/auth/login', held.person),
  ])
  for (const answer of refused) {
    expectProblem(answer, 'busy')
    expect(answer.setCookies).toEqual([])
  }
  const statuses = (await Promise.all(logins)).map(({ status }) => status)
  expect(statuses).toEqual(Array(CAPACITY).fill(200))

  // Nobody lost anything: the session that was refused a new one goes on, and the queue is empty.
  expect(held.client.refreshToken).toBe(held.refreshToken)
  expect((await held.client.post('/api/auth/refresh')).status).toBe(200)
  await signIn(app, person)
})
