/** An app with its limits on, behind one proxy: a test says from where it comes. */
import { LIMITS, type LimitName } from '../../lib/limits/limits'
import { type App, startApp } from './app'
import { type Answer, Client, type HeaderChanges } from './client'
import { expectProblem } from './problems'
import { test as base, expect } from './test'

export const LOGIN = '/api/auth/login'
export const WRONG = 'this is not the password'
export const LIMITED = { RATE_LIMIT: 'on', TRUSTED_PROXIES: '1' }

export const test = base.extend<object, { limited: App }>({
  limited: [
    async ({ databaseKind }, provide) => {
      const app = await startApp({ databaseKind, env: LIMITED })
      await provide(app)
      await app.stop()
    },
    { scope: 'worker' },
  ],
})

let networks = 0
/** An address of a network that no one has come from yet. */
function newNetwork(): string {
  networks += 1
  return `10.${networks >> 8}.${networks % 256}.7`
}

export const from = (address = newNetwork()): HeaderChanges => ({ 'X-Forwarded-For': address })

export const most = (name: LimitName) => LIMITS[name].windows[0]

export function expectTooMany(answer: Answer, name: LimitName) {
  expectProblem(answer, 'too-many-requests')
  const wait = Number(answer.headers['retry-after'])
  expect(wait).toBeGreaterThan(0)
  expect(wait).toBeLessThanOrEqual(most(name).seconds)
}

/** Sign-ins with a wrong password, one after another. */
export async function guess(app: App, email: string, times: number, headers = () => from()) {
  const answers = []
  for (let index = 0; index < times; index += 1) {
    answers.push(await new Client(app).post(LOGIN, { email, password: WRONG }, headers()))
  }
  return answers
}
