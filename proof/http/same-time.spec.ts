import type { App } from '../../e2e/support/app'
import { Client } from '../../e2e/support/client'
import { newPerson, signUp, signUpAndIn } from '../../e2e/support/people'
import { expect, test } from '../../e2e/support/test'
import { deviation, isSameTime, timePairs } from '../support/same-time'

const PAIRS = 300
/** The first ones find code that has not been compiled yet. */
const WARM_UP = 30

/** Every pair is two calls, and the machine may be busy. */
test.describe.configure({ timeout: 600_000 })

type Ask = (email: string) => Promise<unknown>

/** What a client does with an address, which may have an account. */
const ASKING: Record<string, (app: App) => Promise<Ask>> = {
  'a link for a new password is asked for': async (app) => {
    const client = new Client(app)
    return (email) => client.post('/api/auth/forgot-password', { email })
  },
  'a mail to verify an address is asked for': async (app) => {
    const client = new Client(app)
    return (email) => client.post('/api/auth/resend-verification', { email })
  },
  'another address is asked for': async (app) => {
    const { client, accessToken } = await signUpAndIn(app)
    const headers = { Authorization: `Bearer ${accessToken}` }
    return (newEmail) => client.post('/api/auth/change-email', { newEmail }, headers)
  },
}

for (const [when, asking] of Object.entries(ASKING)) {
  test(`when ${when}, the time does not show whether the address has an account`, async ({
    app,
  }) => {
    const { email } = await signUp(new Client(app))
    const ask = await asking(app)
    const unknown = newPerson().email
    const pairs = await timePairs(
      WARM_UP + PAIRS,
      () => ask(email),
      () => ask(unknown),
    )
    const measured = pairs.slice(WARM_UP)
    expect(isSameTime(measured), `${deviation(measured)} standard deviations apart`).toBe(true)
  })
}

// On PostgreSQL each statement is a round trip: one more or less shows.
for (const databaseKind of ['sqlite', 'postgresql'] as const) {
  test(`when an address has to be verified first, the time of a sign-up does not show whether it has an account (${databaseKind})`, async ({
    startApp,
  }) => {
    const app = await startApp({ databaseKind, env: { AUTH_EMAIL_VERIFICATION: 'required' } })
    const client = new Client(app)
    const ask = async (email = newPerson().email) => {
      const { status } = await client.post('/api/auth/sign-up', { ...newPerson(), email })
      expect(status).toBe(202)
    }
    const known = Array.from({ length: WARM_UP + PAIRS }, () => newPerson().email)
    for (const email of known) await ask(email)
    // A process is faster with an address that it has met: a pattern of it is compiled. That shows a visit, not an account.
    await app.restart()
    const pairs = await timePairs(
      WARM_UP + PAIRS,
      () => ask(known.pop()),
      () => ask(),
    )
    const measured = pairs.slice(WARM_UP)
    expect(isSameTime(measured), `${deviation(measured)} standard deviations apart`).toBe(true)
  })
}

test('when one takes twice the time of another, the same number of pairs shows it', async ({
  app,
}) => {
  const client = new Client(app)
  const ask = () => client.post('/api/auth/forgot-password', { email: newPerson().email })
  const twice = async () => {
    await ask()
    await ask()
  }
  const pairs = await timePairs(WARM_UP + PAIRS, twice, ask)
  expect(isSameTime(pairs.slice(WARM_UP))).toBe(false)
})
