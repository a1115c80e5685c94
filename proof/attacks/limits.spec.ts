/** The limit of guesses at one account, under a flood. e2e/http/limits.spec.ts and sign-in-limits.spec.ts have every limit. */
import { type App, startApp } from '../../e2e/support/app'
import { Client } from '../../e2e/support/client'
import { newPerson } from '../../e2e/support/people'
import { expect, test } from '../../e2e/support/test'
import { LIMITS } from '../../lib/limits/limits'

const LOGIN = '/api/auth/login'
const GUESSES = 10_000
const NETWORKS = 1_000
const AT_ONCE = 16

/** Where each guess comes from: a thousand networks of both families. */
const addressOf = (index: number) => {
  const network = index % NETWORKS
  return network % 2 === 0
    ? `198.51.${network >> 8}.${network % 256}`
    : `2001:db8:${network.toString(16)}:1::${(index % 65_536).toString(16)}`
}

async function guess(app: App, email: string): Promise<Map<number, number>> {
  const statuses = new Map<number, number>()
  let next = 0
  const attacker = async () => {
    while (next < GUESSES) {
      const index = next
      next += 1
      // Without what the client of the tests checks of each answer, which costs more than the answer.
      const answer = await fetch(app.url + LOGIN, {
        method: 'POST',
        headers: {
          Origin: app.url,
          'Content-Type': 'application/json',
          'X-Forwarded-For': addressOf(index),
        },
        body: JSON.stringify({ email, password: `guess ${index}` }),
      })
      await answer.arrayBuffer()
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, attacker))
  return statuses
}

test('when 10,000 guesses come from 1,000 addresses, the hashes are those of the table, and the owner signs in at the first try', async () => {
  test.setTimeout(600_000)
  const app = await startApp({ env: { RATE_LIMIT: 'on', TRUSTED_PROXIES: '1' } })
  const person = newPerson()
  const owner = new Client(app)
  await owner.post('/api/auth/sign-up', person)
  await owner.post(LOGIN, person)
  const began = Date.now()
  const statuses = await guess(app, person.email)
  const minutes = Math.ceil((Date.now() - began) / 60_000) + 1
  expect([...statuses.keys()].sort()).toEqual([401, 429])
  // As many as fit into each window that the flood has lasted.
  const [minute, hour] = LIMITS['sign-in-account'].windows
  const checked = statuses.get(401) ?? 0
  expect(checked).toBeGreaterThanOrEqual(minute.points)
  expect(checked).toBeLessThanOrEqual(Math.min(minute.points * minutes, hour.points))
  expect((await owner.post(LOGIN, person)).status).toBe(200)
  await app.stop()
})
