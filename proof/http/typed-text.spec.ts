/** What users type and paste into the fields for an address and a password. */
import { randomUUID } from 'node:crypto'
import { Client } from '../../e2e/support/client'
import { bearer, newPerson, signIn, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { expect, test } from '../../e2e/support/test'
import { SLUG } from '../../lib/brand'

test('when an address is spelt in another way that means the same, it is one account', async ({
  app,
}) => {
  const client = new Client(app)
  const person = newPerson()
  const name = randomUUID()
  const spellings = [
    `${name}&co/dept@münchen.example`,
    `${name}&co/dept@xn--mnchen-3ya.example`,
    `\ufeff${name.toUpperCase()}&CO/dept@MÜNCHEN.example\u200b`,
  ]
  const [first = ''] = spellings
  const made = await client.post('/api/auth/sign-up', { ...person, email: first })
  expect(made.json()).toMatchObject({ user: { email: spellings[1] } })
  for (const email of spellings) {
    expectProblem(await client.post('/api/auth/sign-up', { ...person, email }), 'email-taken')
    await signIn(app, { ...person, email })
  }
})

test('when a text has half a character in it, it is refused in every field that takes one', async ({
  app,
}) => {
  const signedIn = await signUpAndIn(app)
  const { email, password } = signedIn.person
  const half = `${password}\ud800`
  const bodies: [string, Record<string, string>, string][] = [
    ['/api/auth/sign-up', { ...newPerson(), password: half }, 'password'],
    ['/api/auth/sign-up', { ...newPerson(), email: `\udc00${email}` }, 'email'],
    ['/api/auth/login', { email, password: half }, 'password'],
    ['/api/auth/login', { email, password, more: half }, 'more'],
    ['/api/auth/step-up', { password: half }, 'password'],
    [
      '/api/auth/change-password',
      { currentPassword: half, newPassword: password },
      'currentPassword',
    ],
    ['/api/auth/change-password', { currentPassword: password, newPassword: half }, 'newPassword'],
  ]
  for (const [path, body, member] of bodies) {
    const answer = await signedIn.client.post(path, body, bearer(signedIn.accessToken))
    const { errors } = expectProblem(answer, 'invalid-input')
    expect(errors, path).toEqual([{ path: member, message: expect.stringContaining('broken') }])
  }
})

test('when a new password is weak, the answer says by which rule', async ({ app }) => {
  const person = newPerson()
  const { email } = person
  const refused: [string, RegExp][] = [
    ['987654321', /attackers/],
    ['88888888', /attackers/],
    ['kx9kx9kx9kx9', /repeats itself/],
    ['abcdefghijkl!', /sequence/],
    ['1qaz2wsx3edc!', /neighbouring keys/],
    ['        ', /blanks/],
    [`${SLUG}2026`, /name of this app/],
    [SLUG.repeat(3), /name of this app/],
    [`my${email.split('@')[0]}1`, /email address/],
  ]
  for (const [password, said] of refused) {
    const answer = await new Client(app).post('/api/auth/sign-up', { ...person, password })
    expect(expectProblem(answer, 'weak-password').detail, password).toMatch(said)
  }
})
