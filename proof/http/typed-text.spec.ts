/** What users type and paste into the fields for an address and a password. */
import { randomUUID } from 'node:crypto'
import { Client } from '../../e2e/support/client'
import { bodyOf, callOperation, everyOperation } from '../../e2e/support/operations'
import { newPerson, signIn, signUpAndIn } from '../../e2e/support/people'
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
  const who = await signUpAndIn(app)
  const taking = (await everyOperation(app)).filter(({ operation }) => operation.requestBody)
  expect(taking.length).toBeGreaterThan(4)
  for (const described of taking) {
    const body = bodyOf({ described, who })
    for (const member of [...Object.keys(body), 'unknown']) {
      const value: unknown = body[member] ?? ''
      if (typeof value !== 'string') continue
      for (const half of [`${value}\ud800`, `\udc00${value}`]) {
        const answer = await callOperation(
          { described, who },
          { json: { ...body, [member]: half } },
        )
        const { errors } = expectProblem(answer, 'invalid-input')
        const message = expect.stringContaining('broken')
        expect(errors, described.path).toEqual([{ path: member, message }])
      }
    }
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
