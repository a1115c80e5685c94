/** Rate limits, on a server that has them on and stands behind one proxy: a test says from where it comes. */
import { randomInt } from 'node:crypto'
import { LIMITS, type LimitName } from '../../lib/limits/limits'
import { type App, startApp } from '../support/app'
import { type Answer, Client, type HeaderChanges } from '../support/client'
import { openDatabase } from '../support/database'
import { bearer, newPerson, type SignedIn, signIn, signUp, signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { expectAlive } from '../support/sessions'
import { test as base, expect } from '../support/test'

const LOGIN = '/api/auth/login'
const WRONG = 'this is not the password'
const TOO_MANY = 'too-many-requests'

const ON = { RATE_LIMIT: 'on', TRUSTED_PROXIES: '1' }

const test = base.extend<object, { limited: App }>({
  limited: [
    async ({ databaseKind }, provide) => {
      const app = await startApp({ databaseKind, env: ON })
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

const from = (address = newNetwork()): HeaderChanges => ({ 'X-Forwarded-For': address })

const most = (name: LimitName) => LIMITS[name].windows[0]

function expectTooMany(answer: Answer, name: LimitName) {
  expectProblem(answer, TOO_MANY)
  const wait = Number(answer.headers['retry-after'])
  expect(wait).toBeGreaterThan(0)
  expect(wait).toBeLessThanOrEqual(most(name).seconds)
}

/** Sign-ins with a wrong password, one after another. */
async function guess(app: App, email: string, times: number, headers = () => from()) {
  const answers = []
  for (let index = 0; index < times; index += 1) {
    answers.push(await new Client(app).post(LOGIN, { email, password: WRONG }, headers()))
  }
  return answers
}

test('when strangers guess at an account from many networks, few guesses are checked, and its own browser signs in', async ({
  limited,
}) => {
  const person = newPerson()
  const client = new Client(limited)
  await client.post('/api/auth/sign-up', person, from())
  await client.post(LOGIN, person, from())
  const answers = await Promise.all(
    Array.from({ length: 60 }, () => {
      const body = { email: person.email, password: WRONG }
      return new Client(limited).post(LOGIN, body, from())
    }),
  )
  const refused = answers.filter(({ status }) => status !== 401)
  for (const answer of refused) expectTooMany(answer, 'sign-in-account')
  expect(answers.length - refused.length).toBe(most('sign-in-account').points)
  // A browser that the account does not know waits, with the right password, too.
  expectTooMany(await new Client(limited).post(LOGIN, person, from()), 'sign-in-account')
  // The owner's own does not, whatever network it is on and whether it is signed in or not.
  expect((await client.post(LOGIN, person, from())).status).toBe(200)
  await client.post('/api/auth/logout')
  expect((await client.post(LOGIN, person, from())).status).toBe(200)
})

test('when an address has no account, its guesses are counted in the same way', async ({
  limited,
}) => {
  const { email } = newPerson()
  const { points } = most('sign-in-account')
  const answers = await guess(limited, email, points + 1)
  for (const answer of answers.slice(0, points)) expectProblem(answer, 'invalid-credentials')
  expectTooMany(answers[points]!, 'sign-in-account')
})

test('when a known browser guesses, it has an end, too, and that of another account is no help', async ({
  limited,
}) => {
  const mine = await signUpAndIn(limited)
  const theirs = await signUp(new Client(limited))
  const { points } = most('sign-in-browser')
  const tryAt = (email: string) => mine.client.post(LOGIN, { email, password: WRONG }, from())
  for (let index = 0; index < points; index += 1) {
    expectProblem(await tryAt(mine.person.email), 'invalid-credentials')
  }
  expectTooMany(await tryAt(mine.person.email), 'sign-in-browser')
  for (let index = 0; index < most('sign-in-account').points; index += 1) await tryAt(theirs.email)
  expectTooMany(await tryAt(theirs.email), 'sign-in-account')
})

test('when the password is another one, the browsers that knew the old one are strangers', async ({
  limited,
}) => {
  const owner = await signUpAndIn(limited)
  const thief = await signIn(limited, owner.person)
  const password = 'another walk in the snow'
  const change = { currentPassword: owner.person.password, newPassword: password }
  const changed = await owner.client.post(
    '/api/auth/change-password',
    change,
    bearer(owner.accessToken),
  )
  expect(changed.status).toBe(200)
  await guess(limited, owner.person.email, most('sign-in-account').points)
  const again = { ...owner.person, password }
  expectTooMany(await thief.client.post(LOGIN, again, from()), 'sign-in-account')
  expect((await owner.client.post(LOGIN, again, from())).status).toBe(200)
})

test('when a sign-in is only while the browser is open, the computer is not known afterwards', async ({
  limited,
}) => {
  const person = await signUp(new Client(limited))
  const client = new Client(limited)
  await client.post(LOGIN, { ...person, remember: false }, from())
  await guess(limited, person.email, most('sign-in-account').points)
  expectTooMany(await client.post(LOGIN, person, from()), 'sign-in-account')
})

test('when one network guesses at many accounts, it is refused, from whatever address of it and whatever it writes', async ({
  limited,
}) => {
  const { points } = most('sign-in-network')
  // Of an IPv6 prefix each address is there for the taking; what is left of it the client wrote.
  const address = () =>
    from(`203.0.113.${randomInt(256)}, 2001:db8:7:1::${randomInt(1, 65_536).toString(16)}`)
  for (let index = 0; index < points; index += 1)
    await guess(limited, newPerson().email, 1, address)
  const [answer] = await guess(limited, newPerson().email, 1, address)
  expectTooMany(answer!, 'sign-in-network')
  const next = await guess(limited, newPerson().email, 1, () => from('2001:db8:7:2::1'))
  expectProblem(next[0]!, 'invalid-credentials')
})

test('when right passwords are shown, together even, no try is counted', async ({ limited }) => {
  const person = await signUp(new Client(limited))
  const shown = () => new Client(limited).post(LOGIN, person, from())
  await Promise.all(Array.from({ length: most('sign-in-account').points + 3 }, shown))
  for (let index = 0; index < most('sign-in-account').points + 2; index += 1) {
    expect((await shown()).status).toBe(200)
  }
})

test('when an account is refused, the network that tries it is not', async ({ limited }) => {
  const network = from()
  const { email } = newPerson()
  await guess(limited, email, most('sign-in-network').points + 5, () => network)
  const person = await signUp(new Client(limited))
  expect((await new Client(limited).post(LOGIN, person, network)).status).toBe(200)
})

test('when a link sets the password of an account under attack, its browser signs in', async ({
  limited,
}) => {
  const database = openDatabase(limited)
  const owner = await signUpAndIn(limited)
  const token = database.passwordResetToken(owner.user.id)
  database.close()
  await guess(limited, owner.person.email, most('sign-in-account').points)
  const client = new Client(limited)
  const password = 'another walk in the snow'
  const reset = { token, newPassword: password }
  expect((await client.post('/api/auth/reset-password', reset, from())).status).toBe(204)
  const person = { ...owner.person, password }
  expect((await client.post(LOGIN, person, from())).status).toBe(200)
  expectTooMany(await new Client(limited).post(LOGIN, person, from()), 'sign-in-account')
})

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
  const app = await startApp({ databaseKind, env: ON })
  const { email } = newPerson()
  await guess(app, email, most('sign-in-account').points)
  await app.kill()
  await app.restart()
  expectTooMany((await guess(app, email, 1))[0]!, 'sign-in-account')
  await app.stop()
})
