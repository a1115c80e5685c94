import bcrypt from 'bcryptjs'
import { Client } from '../../e2e/support/client'
import { newPerson, signIn, signUp } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { expect, test } from '../../e2e/support/test'

test('when a hash comes from another system, it signs in and is replaced at once', async ({
  app,
  database,
}) => {
  const person = await signUp(new Client(app))
  const setHash = database.native.prepare('UPDATE users SET password_hash = ? WHERE email = ?')
  setHash.run(await bcrypt.hash(person.password, 10), person.email)
  await signIn(app, person)
  expect(database.user(person.email)?.password_hash).toMatch(/^h1\$2b\$04\$/)
  await signIn(app, person)
})

const long = `  Über ${'w'.repeat(90)} far  `

test('when a password is not what was typed, the whole of it, it is refused', async ({ app }) => {
  const { email } = await signUp(new Client(app), { ...newPerson(), password: long })
  const attempts = {
    trimmed: long.trim(),
    'in lower case': long.toLowerCase(),
    'cut where bcrypt stops reading': Buffer.from(long).subarray(0, 72).toString(),
    'with another last character': `${long.slice(0, -1)}.`,
    blanks: '    ',
  }
  for (const [title, password] of Object.entries(attempts)) {
    const answer = await new Client(app).post('/api/auth/login', { email, password })
    expect(expectProblem(answer, 'invalid-credentials').code, title).toBe('invalid-credentials')
  }
  await signIn(app, { email, password: long })

  const nul = await signUp(new Client(app), { ...newPerson(), password: 'far walk\0more' })
  const cut = { email: nul.email, password: 'far walk' }
  expectProblem(await new Client(app).post('/api/auth/login', cut), 'invalid-credentials')
})

test('when an accented letter is composed or not, it is the same password', async ({ app }) => {
  const person = { ...newPerson(), password: 'un caf\u00e9 noir' }
  const { email } = await signUp(new Client(app), person)
  await signIn(app, { email, password: 'un cafe\u0301 noir' })
})
