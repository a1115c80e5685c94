import bcrypt from 'bcryptjs'
import { Client } from '../support/client'
import { storedCookie } from '../support/cookie'
import { newPerson, signIn, signUp } from '../support/people'
import { expectProblem } from '../support/problems'
import { expect, test } from '../support/test'

test('login answers 200 with the access token, and the refresh token in the cookie only', async ({
  app,
}) => {
  const client = new Client(app)
  const person = await signUp(client)
  const answer = await client.post('/api/auth/login', person)
  expect(answer.status).toBe(200)
  expect(answer.headers['content-type']).toBe('application/json')
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(answer.json()).toEqual({
    accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    tokenType: 'Bearer',
    expiresIn: 900,
    user: expect.objectContaining({ email: person.email }),
  })
  expect(answer.setCookies).toEqual([expect.stringMatching(storedCookie(app))])
  expect(answer.text).not.toContain(client.refreshToken)
  expect(answer.headers).not.toHaveProperty('session-refresh')
})

test('an unknown address and a wrong password get one answer', async ({ app }) => {
  const person = await signUp(new Client(app))
  const [wrong, unknown] = await Promise.all([
    new Client(app).post('/api/auth/login', { ...person, password: 'not that walk' }),
    new Client(app).post('/api/auth/login', { ...newPerson(), password: 'not that walk' }),
  ])
  expectProblem(wrong, 'invalid-credentials')
  expect(unknown.text).toBe(wrong.text)
  const { date: _wrong, ...wrongHeaders } = wrong.headers
  const { date: _unknown, ...unknownHeaders } = unknown.headers
  expect(unknownHeaders).toEqual(wrongHeaders)
  expect([...wrong.setCookies, ...unknown.setCookies]).toEqual([])
})

test('a hash brought from another system signs in, and is made anew at once', async ({
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

test.describe('a password is what was typed, the whole of it', () => {
  const long = `  Über ${'w'.repeat(90)} far  `
  const cases: [title: string, attempt: string][] = [
    ['trimmed', long.trim()],
    ['in lower case', long.toLowerCase()],
    ['cut where bcrypt stops reading', Buffer.from(long).subarray(0, 72).toString()],
    ['with another last character', `${long.slice(0, -1)}.`],
    ['empty but for the spaces', '    '],
  ]
  for (const [title, attempt] of cases) {
    test(`not ${title}`, async ({ app }) => {
      const { email } = await signUp(new Client(app), { ...newPerson(), password: long })
      const answer = await new Client(app).post('/api/auth/login', { email, password: attempt })
      expectProblem(answer, 'invalid-credentials')
      await signIn(app, { email, password: long })
    })
  }

  test('not cut at a NUL', async ({ app }) => {
    const { email } = await signUp(new Client(app), { ...newPerson(), password: 'far walk\0more' })
    const answer = await new Client(app).post('/api/auth/login', { email, password: 'far walk' })
    expectProblem(answer, 'invalid-credentials')
  })

  test('but é is é, composed or not', async ({ app }) => {
    const { email } = await signUp(new Client(app), {
      ...newPerson(),
      password: 'un caf\u00e9 noir',
    })
    await signIn(app, { email, password: 'un cafe\u0301 noir' })
  })
})

test('credentials in the query are not looked at', async ({ app }) => {
  const person = await signUp(new Client(app))
  const query = new URLSearchParams(person)
  const answer = await new Client(app).post(`/api/auth/login?${query}`, {})
  expectProblem(answer, 'invalid-input')
})
