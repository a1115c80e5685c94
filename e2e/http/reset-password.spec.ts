/** A link for a new password: from the operator's shell to a sign-in with it. */
import { Client } from '../support/client'
import { users } from '../support/operator'
import { bearer, newPerson, signIn, signUp, signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { expect, test } from '../support/test'

const PATH = '/api/auth/reset-password'
const newPassword = 'another long walk home'

test('when the operator makes a link, it is printed with its end, and changes nothing until it is used', async ({
  app,
  database,
}) => {
  const here = await signUpAndIn(app)
  const { code, stdout, stderr } = await users(app, 'reset-password', here.person.email)
  expect(code).toBe(0)
  expect(stderr).toMatch(/^It works once, until \d{4}-\d\d-\d\d \d\d:\d\d UTC\. /)
  const link = stdout.trim()
  expect(link.startsWith(`${app.url}/reset-password#token=`)).toBe(true)
  // A mail scanner opens it: no browser sends what is behind the #.
  expect((await new Client(app).get('/reset-password')).status).toBe(200)
  expect((await here.client.get('/api/me', bearer(here.accessToken))).status).toBe(200)

  const there = await signIn(app, here.person)
  const token = link.split('#token=')[1]
  const answer = await new Client(app).post(PATH, { token, newPassword })
  expect({ status: answer.status, text: answer.text }).toEqual({ status: 204, text: '' })
  expect(answer.setCookies).toEqual([])
  for (const { client, accessToken } of [here, there]) {
    const old = await client.get('/api/me', bearer(accessToken))
    expectProblem(old, 'session-revoked', 'password-change')
    expectProblem(await client.post('/api/auth/refresh'), 'session-revoked', 'password-change')
  }
  expectProblem(await new Client(app).post('/api/auth/login', here.person), 'invalid-credentials')
  await signIn(app, { ...here.person, password: newPassword })
  const types = database.eventsOf(here.user.id).map(({ type }) => type)
  expect(types).toEqual(expect.arrayContaining(['password-reset-link', 'password-reset']))
})

test('when a link is made up, used, replaced, expired or of another purpose, the answer is the same', async ({
  app,
  database,
}) => {
  const { user, client, refreshToken } = await signUpAndIn(app)
  const change = (what: string) =>
    database.native.prepare(`UPDATE one_time_tokens SET ${what} WHERE user_id = ?`).run(user.id)
  const replaced = database.passwordResetToken(user.id)
  const expired = database.passwordResetToken(user.id)
  change('expires_at = 1')
  const bad = [replaced, expired, 'x'.repeat(43), '', `${expired}=`]
  const answers: string[] = []
  const refuse = async (token: string) => {
    const answer = await client.post(PATH, { token, newPassword })
    expectProblem(answer, 'invalid-token')
    // The cookie is of a person whose link it need not be.
    expect(answer.setCookies).toEqual([])
    answers.push(answer.text)
  }
  for (const token of bad) await refuse(token)
  const foreign = database.passwordResetToken(user.id)
  change("purpose = 'verify-email'")
  await refuse(foreign)
  const used = database.passwordResetToken(user.id)
  expect((await new Client(app).post(PATH, { token: used, newPassword })).status).toBe(204)
  await refuse(used)
  expect(new Set(answers).size).toBe(1)
  expect(client.refreshToken).toBe(refreshToken)
})

test('when 50 use one link at the same time, one of them succeeds', async ({ app, database }) => {
  const person = await signUp(new Client(app))
  const { id } = database.user(person.email) ?? { id: '' }
  const token = database.passwordResetToken(id)
  const passwords = Array.from({ length: 50 }, (_, index) => `${newPassword} ${index}`)
  const answers = await Promise.all(
    passwords.map((password) => new Client(app).post(PATH, { token, newPassword: password })),
  )
  const done = answers.flatMap(({ status }, index) => (status === 204 ? [index] : []))
  expect(done).toHaveLength(1)
  for (const answer of answers) {
    // The queue for hashes has 64 places, so none was turned away unjudged.
    if (answer.status !== 204) expectProblem(answer, 'invalid-token')
  }
  await signIn(app, { ...person, password: passwords[done[0] ?? -1] ?? '' })
  expect(database.user(person.email)?.token_version).toBe(1)
})

test('when the new password is refused, the link still works', async ({ app, database }) => {
  const { user, person } = await signUpAndIn(app)
  const token = database.passwordResetToken(user.id)
  const client = new Client(app)
  for (const weak of ['short', 'password123', person.email]) {
    const problem = expectProblem(
      await client.post(PATH, { token, newPassword: weak }),
      'weak-password',
    )
    expect(problem.errors).toEqual([{ path: 'newPassword', message: problem.detail }])
  }
  for (const body of [{ token }, { newPassword }, { token: 7, newPassword }]) {
    expectProblem(await client.post(PATH, body), 'invalid-input')
  }
  const before = database.user(person.email)
  expect((await client.post(PATH, { token, newPassword })).status).toBe(204)
  expect(database.user(person.email)?.password_hash).not.toBe(before?.password_hash)
})

test('when the account is disabled, its link neither works nor lets anyone in, and none is made', async ({
  app,
  database,
}) => {
  const { user, person } = await signUpAndIn(app)
  const token = database.passwordResetToken(user.id)
  await users(app, 'disable', person.email)
  expectProblem(await new Client(app).post(PATH, { token, newPassword }), 'invalid-token')
  expect(database.user(person.email)?.disabled_at).not.toBeNull()
  expectProblem(await new Client(app).post('/api/auth/login', person), 'forbidden')
  expect(await users(app, 'reset-password', person.email)).toEqual({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('is disabled'),
  })
  const nobody = await users(app, 'reset-password', newPerson().email)
  expect(nobody).toMatchObject({ code: 1, stdout: '' })
})
