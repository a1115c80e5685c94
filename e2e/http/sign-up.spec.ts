import { type User, userSchema } from '../../lib/contract/user'
import { Client } from '../support/client'
import { newPerson, signIn, signUp } from '../support/people'
import { expectProblem } from '../support/problems'
import { expect, test } from '../support/test'

test('sign-up answers 201 with the user and nothing else', async ({ app }) => {
  const client = new Client(app)
  const person = newPerson()
  const answer = await client.post('/api/auth/sign-up', person)
  expect(answer.status).toBe(201)
  expect(answer.headers['content-type']).toBe('application/json')
  expect(answer.headers['cache-control']).toBe('no-store')
  const body = answer.json<{ user: User }>()
  expect(Object.keys(body)).toEqual(['user'])
  expect(body.user).toMatchObject({ email: person.email, emailVerified: false })
  expect(Math.abs(Date.parse(body.user.createdAt) - Date.now())).toBeLessThan(60_000)
})

test('sign-up signs nobody in', async ({ app, database }) => {
  const client = new Client(app)
  const person = newPerson()
  const answer = await client.post('/api/auth/sign-up', person)
  expect(answer.setCookies).toEqual([])
  expect(answer.headers).not.toHaveProperty('session-refresh')
  expect(database.sessionsOf(database.user(person.email)?.id ?? '')).toEqual([])
})

test('an address is one person, however it is spelled', async ({ app, database }) => {
  const client = new Client(app)
  const person = newPerson()
  const { email, password } = person
  const spelt = `  ${email.toUpperCase()} `
  const answer = await client.post('/api/auth/sign-up', { ...person, email: spelt })
  expect(answer.json<{ user: { email: string } }>().user.email).toBe(email)
  expect(database.user(email)).toBeDefined()
  for (const spelling of [email, email.toUpperCase(), ` ${email}\t`]) {
    const again = await client.post('/api/auth/sign-up', { ...person, email: spelling })
    expectProblem(again, 'email-taken')
    await signIn(app, { email: spelling, password })
  }
})

test('an address that is taken keeps its password', async ({ app, database }) => {
  const person = await signUp(new Client(app))
  const before = database.user(person.email)
  const answer = await new Client(app).post('/api/auth/sign-up', {
    ...person,
    password: 'another walk entirely',
  })
  expectProblem(answer, 'email-taken')
  expect(answer.setCookies).toEqual([])
  expect(database.user(person.email)).toEqual(before)
})

test('of sign-ups that race for one address, one wins', async ({ app, database }) => {
  const person = newPerson()
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => new Client(app).post('/api/auth/sign-up', person)),
  )
  const statuses = answers.map(({ status }) => status).sort()
  expect(statuses).toEqual([201, 409, 409, 409, 409, 409])
  const rows = database.native.prepare('SELECT count(*) AS n FROM users WHERE email = ?')
  expect(rows.get(person.email)).toEqual({ n: 1 })
})

test('members that are not asked for are ignored and never stored', async ({ app, database }) => {
  const person = newPerson()
  const { email } = person
  // As text: an object literal would set its own prototype.
  const body = `${JSON.stringify(person).slice(0, -1)},
    "id": "chosen", "role": "admin", "isAdmin": true, "emailVerified": true,
    "email_verified_at": 1, "emailVerifiedAt": 1, "tokenVersion": 7, "token_version": 7,
    "passwordHash": "x", "password_hash": "x", "createdAt": "1970-01-01T00:00:00.000Z",
    "__proto__": {"emailVerified": true, "role": "admin"},
    "constructor": {"prototype": {"role": "admin"}}
  }`
  const answer = await new Client(app).send('POST', '/api/auth/sign-up', {
    headers: { 'Content-Type': 'application/json' },
    body,
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

test.describe('422 names each field that is wrong', () => {
  const { email, password } = newPerson()
  const cases: [title: string, body: unknown, paths: string[]][] = [
    ['both missing', {}, ['email', 'password']],
    ['no address', { password }, ['email']],
    ['no password', { email }, ['password']],
    ['an empty address', { email: '', password }, ['email']],
    ['an empty password', { email, password: '' }, ['password']],
    ['no @', { email: 'person.mail.example', password }, ['email']],
    ['two addresses', { email: `${email}, ${email}`, password }, ['email']],
    [
      'a line break in the address',
      { email: `a@mail.example\r\nBcc: b@x.org`, password },
      ['email'],
    ],
    ['a NUL in the address', { email: `a\u0000@mail.example`, password }, ['email']],
    [
      'an address of 255 characters',
      { email: `${'a'.repeat(242)}@mail.example`, password },
      ['email'],
    ],
    ['numbers', { email: 1, password: 2 }, ['email', 'password']],
    ['an array as the password', { email, password: [password] }, ['password']],
    ['an object as the address', { email: { $ne: null }, password }, ['email']],
    ['null', { email: null, password: null }, ['email', 'password']],
    ['257 characters of password', { email, password: 'é'.repeat(257) }, ['password']],
    ['an array as the body', [], ['']],
    ['null as the body', null, ['']],
    ['a string as the body', 'email', ['']],
  ]
  for (const [title, body, paths] of cases) {
    for (const path of ['/api/auth/sign-up', '/api/auth/login']) {
      test(`${title}, on ${path}`, async ({ app, database }) => {
        const answer = await new Client(app).post(path, body)
        const { errors = [] } = expectProblem(answer, 'invalid-input')
        expect(new Set(errors.map((error) => error.path))).toEqual(new Set(paths))
        expect(answer.setCookies).toEqual([])
        expect(database.user(email)).toBeUndefined()
      })
    }
  }
})

test.describe('a weak password is refused with the reason', () => {
  const cases: [title: string, password: (email: string) => string, detail: RegExp][] = [
    ['seven characters', () => 'aB3!xyz', /at least 8/],
    ['seven emoji, which are 14 UTF-16 units', () => '🦊'.repeat(7), /at least 8/],
    ['a common one', () => 'Password1', /attackers/],
    ['the name of the app, dressed up', () => 'H4llp4ss-2026!', /name of this app/],
    ['the address itself', (email) => email, /email address/],
    ['the part before the @', (email) => email.split('@')[0] ?? '', /email address/],
  ]
  for (const [title, password, detail] of cases) {
    test(title, async ({ app, database }) => {
      const person = newPerson()
      const { email } = person
      const body = { ...person, password: password(email) }
      const answer = await new Client(app).post('/api/auth/sign-up', body)
      const problem = expectProblem(answer, 'weak-password')
      expect(problem.detail).toMatch(detail)
      expect(problem.errors).toEqual([{ path: 'password', message: problem.detail }])
      expect(database.user(email)).toBeUndefined()
    })
  }
})

test.describe('any characters make a password', () => {
  const cases: [title: string, password: string][] = [
    ['eight emoji', '🦊🐻🐼🐨🐯🦁🐮🐷'],
    ['only lower-case letters', 'zvqkxjwpf'],
    ['spaces around it', '  walk far  '],
    ['control characters', 'walk\u0000\u0007far'],
    [
      '256 characters of four bytes',
      Array.from({ length: 256 }, (_, index) => String.fromCodePoint(0x1f300 + index * 3)).join(''),
    ],
  ]
  for (const [title, password] of cases) {
    test(title, async ({ app }) => {
      const { email } = newPerson()
      await signIn(app, await signUp(new Client(app), { email, password }))
    })
  }
})
