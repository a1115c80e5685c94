import { Client } from '../../e2e/support/client'
import { newPerson, signIn, signUp } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { expect, test } from '../../e2e/support/test'

test.describe('when a field is wrong', () => {
  const { email, password } = newPerson()
  const cases: [title: string, body: unknown, paths: string[]][] = [
    ['no password', { email }, ['password']],
    ['an empty address', { email: '', password }, ['email']],
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
    ['a string as the body', 'email', ['']],
  ]
  for (const path of ['/api/auth/sign-up', '/api/auth/login']) {
    test(`and 422 names it: ${path}`, async ({ app, database }) => {
      for (const [title, body, paths] of cases) {
        const answer = await new Client(app).post(path, body)
        const { errors = [] } = expectProblem(answer, 'invalid-input')
        expect(new Set(errors.map((error) => error.path)), title).toEqual(new Set(paths))
        expect(answer.setCookies).toEqual([])
      }
      expect(database.user(email)).toBeUndefined()
    })
  }
})

test.describe('when a password has other characters, it is taken', () => {
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
