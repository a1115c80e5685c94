/** The limits of guesses at the password of an account. */
import { randomInt } from 'node:crypto'
import { Client } from '../support/client'
import { openDatabase } from '../support/database'
import { expectTooMany, from, guess, LOGIN, most, test, WRONG } from '../support/limits'
import { bearer, newPerson, signIn, signUp, signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { expect } from '../support/test'

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
