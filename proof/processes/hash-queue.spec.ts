/** The queue for password hashes, under floods of sign-ins that mean nothing. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { App } from '../../e2e/support/app'
import { type Answer, Client } from '../../e2e/support/client'
import { openDatabase } from '../../e2e/support/database'
import {
  bearer,
  newPerson,
  type Person,
  signIn,
  signUp,
  signUpAndIn,
} from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { hangUpAfter, head } from '../../e2e/support/raw'
import { expect, test } from '../../e2e/support/test'

const HONEST = 24
/** In milliseconds: what a refused client waits before it asks again. No flood heeds Retry-After. */
const IMPATIENCE = 500

// Hashing yields to everything else on the machine, so that on a busy one this takes its time.
test.beforeEach(() => test.setTimeout(180_000))

const from = (address: string) => ({ 'X-Forwarded-For': address })

/** Clients that send one sign-in after another, until it is stopped. */
function flood(
  app: App,
  clients: number,
  next: (client: number) => { person: Person; ip: string },
) {
  let isOn = true
  const answers: Answer[] = []
  const work = Array.from({ length: clients }, async (_, index) => {
    const client = new Client(app)
    while (isOn) {
      const { person, ip } = next(index)
      const answer = await client.post('/api/auth/login', person, from(ip))
      answers.push(answer)
      if (answer.status === 503) await sleep(IMPATIENCE)
    }
  })
  return {
    answers,
    /** Resolves when so many of its requests have been answered: it is in full swing. */
    isUnderWay: () =>
      expect.poll(() => answers.length, { timeout: 60_000 }).toBeGreaterThan(clients / 4),
    async stop(): Promise<void> {
      isOn = false
      await Promise.all(work)
    },
  }
}

async function statuses(calls: Promise<Answer>[]): Promise<Record<number, number>> {
  const counts: Record<number, number> = {}
  for (const { status } of await Promise.all(calls)) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

async function people(app: App, count: number): Promise<Person[]> {
  return Promise.all(Array.from({ length: count }, () => signUp(new Client(app))))
}

test('when 20 clients of the same address send nonsense, every honest sign-in from there succeeds', async ({
  startApp,
}) => {
  // Cheap enough that on a slow machine no turn comes too late, which is another refusal.
  const app = await startApp({ env: { BCRYPT_COST: '8', BCRYPT_THREADS: '2' } })
  const honest = await people(app, 6)
  const nonsense = flood(app, 20, () => ({ person: newPerson(), ip: '' }))
  await nonsense.isUnderWay()
  const calls = Array.from({ length: HONEST }, (_, index) =>
    new Client(app).post('/api/auth/login', honest[index % honest.length]),
  )
  expect(await statuses(calls)).toEqual({ 200: HONEST })

  // The same against one account: the others of the address have their turns.
  await nonsense.stop()
  const victim = newPerson()
  const guesses = flood(app, 100, () => ({ person: victim, ip: '' }))
  await guesses.isUnderWay()
  const others = honest.map((person) => new Client(app).post('/api/auth/login', person))
  expect(await statuses(others)).toEqual({ 200: honest.length })
  await guesses.stop()
})

test('when 200 clients of a few networks send nonsense, all others sign in, and who has a session is served even there', async ({
  startApp,
}) => {
  const app = await startApp({
    env: { BCRYPT_COST: '8', BCRYPT_THREADS: '2', TRUSTED_PROXIES: '1' },
  })
  const honest = await people(app, 6)
  const here = await signUpAndIn(app)
  const lines = app.output.length
  const network = (client: number) => `198.51.${client % 3}.${client}`
  const nonsense = flood(app, 200, (client) => ({ person: newPerson(), ip: network(client) }))
  await nonsense.isUnderWay()

  const calls = Array.from({ length: HONEST }, (_, index) =>
    new Client(app).post('/api/auth/login', honest[index % 6], from(`203.0.${index % 4}.7`)),
  )
  expect(await statuses(calls)).toEqual({ 200: HONEST })
  const proof = { password: here.person.password }
  const headers = { ...bearer(here.accessToken), ...from(network(0)) }
  expect((await here.client.post('/api/auth/step-up', proof, headers)).status).toBe(200)
  const change = { currentPassword: proof.password, newPassword: 'seven geese over the lake' }
  expect((await here.client.post('/api/auth/change-password', change, headers)).status).toBe(200)
  await nonsense.stop()

  const refused = nonsense.answers.filter(({ status }) => status !== 401)
  expect(refused.length).toBeGreaterThan(0)
  for (const answer of refused) {
    expectProblem(answer, 'busy')
    expect(answer.setCookies).toEqual([])
  }
  // Some lines and a count, and not one line for each.
  const logged = app.output.slice(lines).filter((line) => line.includes('"hash_queue_full"'))
  expect(logged.length).toBeGreaterThan(0)
  expect(logged.length).toBeLessThan(refused.length)
  await signIn(app, honest[0] as Person)
})

test('when clients ask and go, no one waits for their hashes', async ({ startApp }) => {
  const app = await startApp({ env: { BCRYPT_COST: '11', BCRYPT_THREADS: '1' } })
  const database = openDatabase(app)
  const [victim, other] = await people(app, 2)
  const guess = JSON.stringify({ ...victim, password: 'a wrong guess of mine' })
  const request = head(app, 'POST /api/auth/login', [
    'Content-Type: application/json',
    `Content-Length: ${guess.length}`,
  ])
  // Long enough for all of them to wait for a hash.
  const stay = { milliseconds: 400 }
  await Promise.all(Array.from({ length: 60 }, () => hangUpAfter(app, request + guess, stay)))
  await signIn(app, other as Person)
  await sleep(100)
  const user = database.user(victim?.email ?? '')
  const failed = database.eventsOf(user?.id ?? '').find(({ type }) => type === 'sign-in-failed')
  // A busy machine may have come to none of them.
  expect(failed?.count ?? 0).toBeLessThan(30)
  database.close()
})

test('when a flood comes from more networks than the queue has places, a sign-in that is tried again succeeds', async ({
  startApp,
}) => {
  const app = await startApp({
    env: { BCRYPT_COST: '8', BCRYPT_THREADS: '2', TRUSTED_PROXIES: '1' },
  })
  const honest = await people(app, 3)
  const nonsense = flood(app, 200, (client) => ({
    person: newPerson(),
    ip: `198.51.${client % 100}.7`,
  }))
  await nonsense.isUnderWay()
  for (const [index, person] of honest.entries()) {
    const client = new Client(app)
    const signedIn = async () =>
      (await client.post('/api/auth/login', person, from(`203.0.${index}.7`))).status
    await expect.poll(signedIn, { intervals: [1_000], timeout: 60_000 }).toBe(200)
  }
  await nonsense.stop()
  expect(nonsense.answers.some(({ status }) => status === 503)).toBe(true)
})
