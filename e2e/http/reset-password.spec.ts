/** A link for a new password: from the operator's shell to a sign-in with it. */
import { Client } from '../support/client'
import { allDelivered } from '../support/mails'
import { users } from '../support/operator'
import { signIn, signUpAndIn } from '../support/people'
import { comparable, expectProblem } from '../support/problems'
import { expectEnded, me } from '../support/sessions'
import { expect, test } from '../support/test'

const PATH = '/api/auth/reset-password'
const newPassword = 'another long walk home'

test('when the operator makes a link, nothing changes until it is used; then every session ends', async ({
  app,
  database,
}) => {
  const here = await signUpAndIn(app)
  const { code, stdout, stderr } = await users(app, 'reset-password', here.person.email)
  expect(code).toBe(0)
  expect(stderr).toMatch(/^It works once, until \d{4}-\d\d-\d\d \d\d:\d\d UTC\. /)
  const [page, token] = stdout.trim().split('#token=')
  expect(page).toBe(`${app.url}/reset-password`)
  // A mail scanner opens it: no browser sends what is behind the #.
  expect((await new Client(app).get('/reset-password')).status).toBe(200)
  expect((await me(here)).status).toBe(200)

  const there = await signIn(app, here.person)
  const answer = await new Client(app).post(PATH, { token, newPassword })
  expect({ status: answer.status, text: answer.text }).toEqual({ status: 204, text: '' })
  expect(answer.setCookies).toEqual([])
  for (const session of [here, there]) await expectEnded(session, 'password-change')
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
  // The link of its mail would be the second for one purpose.
  await allDelivered(app)
  const change = (what: string) =>
    database.native.prepare(`UPDATE one_time_tokens SET ${what} WHERE user_id = ?`).run(user.id)
  const answers = new Set<string>()
  const refuse = async (token: string) => {
    const answer = await client.post(PATH, { token, newPassword })
    expectProblem(answer, 'invalid-token')
    // The user of the cookie need not be the user of the link.
    expect(answer.setCookies).toEqual([])
    answers.add(comparable(answer).text)
  }
  const replaced = database.passwordResetToken(user.id)
  const expired = database.passwordResetToken(user.id)
  change('expires_at = 1')
  for (const token of [replaced, expired, 'x'.repeat(43), '', `${expired}=`]) await refuse(token)
  const foreign = database.passwordResetToken(user.id)
  change("purpose = 'verify-email'")
  await refuse(foreign)
  const used = database.passwordResetToken(user.id)
  expect((await new Client(app).post(PATH, { token: used, newPassword })).status).toBe(204)
  await refuse(used)
  expect(answers.size).toBe(1)
  expect(client.refreshToken).toBe(refreshToken)
})

test('when the new password is refused, the link still works', async ({ app, database }) => {
  const { user, person } = await signUpAndIn(app)
  const token = database.passwordResetToken(user.id)
  const client = new Client(app)
  for (const weak of ['short', 'password123', person.email]) {
    const answer = await client.post(PATH, { token, newPassword: weak })
    const { errors, detail } = expectProblem(answer, 'weak-password')
    expect(errors).toEqual([{ path: 'newPassword', message: detail }])
  }
  for (const body of [{ token }, { newPassword }, { token: 7, newPassword }]) {
    expectProblem(await client.post(PATH, body), 'invalid-input')
  }
  expect((await client.post(PATH, { token, newPassword })).status).toBe(204)
})
