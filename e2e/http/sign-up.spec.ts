import { type User, userSchema } from '../../lib/contract/user'
import { Client } from '../support/client'
import { newPerson, signIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { expect, test } from '../support/test'

const PATH = '/api/auth/sign-up'

test('when an address is new, the answer is 201 with the user, and no one is signed in', async ({
  app,
  database,
}) => {
  const person = newPerson()
  const answer = await new Client(app).post(PATH, person)
  expect(answer.status).toBe(201)
  expect(answer.setCookies).toEqual([])
  const { user } = answer.json<{ user: User }>()
  expect(user).toMatchObject({ email: person.email, emailVerified: false })
  expect(Math.abs(Date.parse(user.createdAt) - Date.now())).toBeLessThan(60_000)
  expect(database.sessionsOf(user.id)).toEqual([])
})

test('when an address is taken, in any spelling, the answer is 409 and the account stays as it is', async ({
  app,
  database,
}) => {
  const person = newPerson()
  const { email } = person
  const client = new Client(app)
  const made = await client.post(PATH, { ...person, email: `  ${email.toUpperCase()} ` })
  expect(made.json()).toMatchObject({ user: { email } })
  const before = database.user(email)
  for (const spelling of [email, email.toUpperCase(), ` ${email}\t`]) {
    const other = { ...person, email: spelling, password: 'another walk entirely' }
    const again = await client.post(PATH, other)
    expectProblem(again, 'email-taken')
    expect(again.setCookies).toEqual([])
  }
  expect(database.user(email)).toEqual(before)
  await signIn(app, { ...person, email: email.toUpperCase() })
})

test('when a body has other members, they are ignored and never stored', async ({
  app,
  database,
}) => {
  const { email, ...person } = newPerson()
  // As text: an object literal would set its own prototype.
  const answer = await new Client(app).send('POST', PATH, {
    headers: { 'Content-Type': 'application/json' },
    body: `${JSON.stringify({ ...person, email }).slice(0, -1)},
      "id": "chosen", "role": "admin", "emailVerified": true, "email_verified_at": 1,
      "tokenVersion": 7, "token_version": 7, "passwordHash": "x", "password_hash": "x",
      "createdAt": "1970-01-01T00:00:00.000Z",
      "__proto__": {"emailVerified": true}, "constructor": {"prototype": {"role": "admin"}}
    }`,
  })
  expect(answer.status).toBe(201)
  const { user } = answer.json<{ user: Record<string, unknown> }>()
  expect(Object.keys(user).sort()).toEqual(Object.keys(userSchema.shape).sort())
  expect(user.emailVerified).toBe(false)
  expect(user.id).not.toBe('chosen')
  expect(Date.parse(String(user.createdAt))).toBeGreaterThan(Date.now() - 60_000)
  expect(database.user(email)).toMatchObject({
    email_verified_at: null,
    token_version: 0,
    password_hash: expect.stringMatching(/^h1\$2b\$04\$/),
  })
})
