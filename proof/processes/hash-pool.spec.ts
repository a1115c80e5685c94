import { Client } from '../../e2e/support/client'
import { signIn, signUp, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { expect, test } from '../../e2e/support/test'

const THREADS = 2
/** Sixty-four wait at most: some of these are too many. */
const WAITING = 64
const CROWD = 18

// Hashing yields to everything else on the machine, so that on a busy one this takes its time.
test.beforeEach(() => test.setTimeout(180_000))

test('when sign-ins saturate the hash pool, they hold up no other call', async ({ startApp }) => {
  const app = await startApp({
    env: { BCRYPT_COST: '12', BCRYPT_THREADS: String(THREADS) },
  })
  const someone = await signUpAndIn(app)
  const person = await signUp(new Client(app))

  let busy = true
  const logins = Promise.all(
    Array.from({ length: CROWD }, () => new Client(app).post('/api/auth/login', person)),
  ).finally(() => {
    busy = false
  })
  let others = 0
  while (busy) {
    expect((await new Client(app).get('/api/health')).status).toBe(200)
    expect((await someone.client.post('/api/auth/refresh')).status).toBe(200)
    others += 2
  }
  // On a busy machine some wait too long for their turn, and get a 503 with Retry-After.
  for (const { status } of await logins) expect([200, 503]).toContain(status)
  // A hash on the event loop would let one call pass at most, before the next.
  expect(others).toBeGreaterThan(2 * CROWD)
})

test('when there is one sign-in too many, it is 503 with Retry-After, never 401, and later sign-ins work', async ({
  startApp,
}) => {
  const app = await startApp({ env: { BCRYPT_COST: '10', BCRYPT_THREADS: '1' } })
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
