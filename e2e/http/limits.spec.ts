/** The limits beside those of sign-ins. */
import { startApp } from '../support/app'
import { type Answer, Client, type HeaderChanges } from '../support/client'
import { expectTooMany, from, guess, LIMITED, LOGIN, most, test, WRONG } from '../support/limits'
import { bearer, newPerson, type SignedIn, signIn, signUp, signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { expectAlive } from '../support/sessions'
import { expect } from '../support/test'

test('when a stolen page guesses the password, it is refused, and the session goes on', async ({
  limited,
}) => {
  const here = await signUpAndIn(limited)
  const stepUp = (password: string) =>
    here.client.post('/api/auth/step-up', { password }, bearer(here.accessToken))
  const { points } = most('password-session')
  for (let index = 0; index < points - 1; index += 1) await stepUp(WRONG)
  const change = { currentPassword: WRONG, newPassword: 'another walk in the snow' }
  const changed = await here.client.post(
    '/api/auth/change-password',
    change,
    bearer(here.accessToken),
  )
  expectProblem(changed, 'invalid-credentials')
  expectTooMany(await stepUp(here.person.password), 'password-session')
  await expectAlive(here)
  // The owner's other sessions have counts of their own.
  const there = await signIn(limited, here.person)
  const owners = { ...change, currentPassword: here.person.password }
  const done = await there.client.post(
    '/api/auth/change-password',
    owners,
    bearer(there.accessToken),
  )
  expect(done.status).toBe(200)
})

test('when sign-ups come fast, the network and the address are refused, and no account is made', async ({
  limited,
}) => {
  const signUpFrom = (person: object, headers: HeaderChanges) =>
    new Client(limited).post('/api/auth/sign-up', person, headers)
  const one = newPerson()
  for (let index = 0; index < most('sign-up-address').points; index += 1) {
    await signUpFrom(one, from())
  }
  expectTooMany(await signUpFrom(one, from()), 'sign-up-address')

  const network = from()
  // What is refused for its password has made nothing, and is not counted.
  for (let index = 0; index < 30; index += 1) {
    expectProblem(
      await signUpFrom({ ...newPerson(), password: '12345678' }, network),
      'weak-password',
    )
  }
  for (let index = 0; index < most('sign-up-network').points; index += 1) {
    expect((await signUpFrom(newPerson(), network)).status).toBe(201)
  }
  const late = newPerson()
  expectTooMany(await signUpFrom(late, network), 'sign-up-network')
  expectProblem(await new Client(limited).post(LOGIN, late, from()), 'invalid-credentials')
})

test('when links are tried, the network is refused', async ({ limited }) => {
  const network = from()
  const present = () =>
    new Client(limited).post(
      '/api/auth/reset-password',
      { token: 'A'.repeat(43), newPassword: 'another walk in the snow' },
      network,
    )
  for (let index = 0; index < most('reset-network').points; index += 1) {
    expectProblem(await present(), 'invalid-token')
  }
  expectTooMany(await present(), 'reset-network')
})

test('when links for a new password are asked for, the network is refused, for one address and for many, with an account or without, and the owner elsewhere is not', async ({
  limited,
}) => {
  const ask = (email: string, headers: HeaderChanges) =>
    new Client(limited).post('/api/auth/forgot-password', { email }, headers)
  for (const { email } of [await signUp(new Client(limited)), newPerson()]) {
    const stranger = from()
    for (let index = 0; index < most('mail-address').points; index += 1) {
      expect((await ask(email, stranger)).status).toBe(202)
    }
    expectTooMany(await ask(email, stranger), 'mail-address')
    expect((await ask(email, from())).status).toBe(202)
  }
  const network = from()
  for (let index = 0; index < most('mail-network').points; index += 1) {
    expect((await ask(newPerson().email, network)).status).toBe(202)
  }
  expectTooMany(await ask(newPerson().email, network), 'mail-network')
})

test('when a session refreshes without end, it is refused and signed in still', async ({
  limited,
}) => {
  const here = await signUpAndIn(limited)
  // The token that a sign-in gives is replaced at once; the next one stays for a minute.
  await here.client.post('/api/auth/refresh')
  const { points } = most('refresh-session')
  const answers: Answer[] = []
  const calls = async () => {
    for (let index = 0; index < points / 2; index += 1) {
      answers.push(await here.client.post('/api/auth/refresh'))
    }
  }
  await Promise.all([calls(), calls(), calls()])
  const refused = answers.filter(({ status }) => status === 429)
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(points)
  for (const answer of refused) {
    expectTooMany(answer, 'refresh-session')
    expect(answer.setCookies).toEqual([])
  }
  expect((await here.client.get('/api/me', bearer(here.accessToken))).status).toBe(200)
})

test('when a session calls without end, it alone is refused, and it can sign out', async ({
  limited,
}) => {
  const [here, there] = [await signUpAndIn(limited), await signUpAndIn(limited)]
  const me = ({ client, accessToken }: SignedIn) => client.get('/api/me', bearer(accessToken))
  const { points } = most('api-session')
  const answers: Answer[] = []
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let index = 0; index <= points / 8; index += 1) answers.push(await me(here))
    }),
  )
  expectTooMany(await me(here), 'api-session')
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(points)
  expect((await me(there)).status).toBe(200)
  expect((await here.client.post('/api/auth/logout')).status).toBe(204)
})

test('when a network asks without end, its users still sign in, go on and sign out', async ({
  limited,
}) => {
  const here = await signUpAndIn(limited)
  const network = from()
  const path = '/api/openapi.json'
  // By HEAD: many calls in the minute of the limit, also on a slow machine.
  const ask = () => new Client(limited).send('HEAD', path, { headers: network })
  const { points } = most('api-network')
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let index = 0; index <= points / 8; index += 1) await ask()
    }),
  )
  expectTooMany(await new Client(limited).get(path, network), 'api-network')
  expect((await new Client(limited).get('/api/health/live', network)).status).toBe(200)
  expect((await here.client.post('/api/auth/refresh', undefined, network)).status).toBe(200)
  expect((await here.client.post('/api/auth/logout', undefined, network)).status).toBe(204)
  expect((await here.client.post(LOGIN, here.person, network)).status).toBe(200)
})

test('when a limit is met, the log says which, with the network and without the address typed', async ({
  limited,
}) => {
  const { email } = newPerson()
  await guess(limited, email, most('sign-in-account').points + 1)
  await expect
    .poll(() => limited.output.join('\n'))
    .toContain('"event":"excess_rate_limit_exceeded"')
  expect(limited.output.join('\n')).not.toContain(email)
})

test('when the server ends and starts again, what was counted still counts', async ({
  databaseKind,
}) => {
  const app = await startApp({ databaseKind, env: LIMITED })
  const { email } = newPerson()
  await guess(app, email, most('sign-in-account').points)
  await app.kill()
  await app.restart()
  expectTooMany((await guess(app, email, 1))[0]!, 'sign-in-account')
  await app.stop()
})
