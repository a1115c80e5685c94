/** From a forgotten password to a new one, by the link in a mail. */
import { Client } from '../support/client'
import { allDelivered, deliveredTo, mailTo } from '../support/mails'
import { newPerson, signIn, signUp, signUpAndIn } from '../support/people'
import { comparable, expectProblem } from '../support/problems'
import { expectEnded, me } from '../support/sessions'
import { expect, test } from '../support/test'

const FORGOT = '/api/auth/forgot-password'
const RESET = '/api/auth/reset-password'
const newPassword = 'another long walk home'

test('when a user asks for a link, nothing changes until it is used; then every session ends and a mail says so', async ({
  app,
}) => {
  const here = await signUpAndIn(app)
  const { email } = here.person
  const asked = await new Client(app).post(FORGOT, { email: ` ${email.toUpperCase()} ` })
  expect({ status: asked.status, text: asked.text }).toEqual({ status: 202, text: '' })
  expect(asked.setCookies).toEqual([])
  const { token } = await mailTo(app, email, 'reset-password')
  expect((await me(here)).status).toBe(200)

  const there = await signIn(app, here.person)
  const client = new Client(app)
  const answer = await client.post(RESET, { token, newPassword })
  expect({ status: answer.status, cookies: answer.setCookies }).toEqual({
    status: 204,
    cookies: [],
  })
  for (const session of [here, there]) await expectEnded(session, 'password-change')
  expectProblem(await client.post(RESET, { token, newPassword }), 'invalid-token')
  expectProblem(await client.post('/api/auth/login', here.person), 'invalid-credentials')
  await signIn(app, { ...here.person, password: newPassword })
  await mailTo(app, email, 'password-changed')
})

test('when the address has an account, has none or its account is disabled, the answers are alike, and only the first gets a mail', async ({
  app,
  database,
}) => {
  const { email } = await signUp(new Client(app))
  const disabled = await signUpAndIn(app)
  database.disable(disabled.user.id)
  const unknown = newPerson().email
  const answers = []
  for (const address of [email, unknown, disabled.person.email]) {
    const { text, status, headers } = comparable(
      await new Client(app).post(FORGOT, { email: address }),
    )
    answers.push({ text, status, headers: { ...headers, date: '', 'x-request-id': '' } })
  }
  expect(answers[0]).toMatchObject({ status: 202 })
  // feature: dev-outbox
  expect(answers[0]).toMatchObject({ headers: { 'mail-outbox': '/dev/outbox' } })
  // /feature: dev-outbox
  expect(answers[1]).toEqual(answers[0])
  expect(answers[2]).toEqual(answers[0])
  await mailTo(app, email, 'reset-password')
  await allDelivered(app)
  expect(deliveredTo(app, unknown)).toEqual([])
  const kinds = deliveredTo(app, disabled.person.email).map(({ kind }) => kind)
  expect(kinds).not.toContain('reset-password')
})

test('when a password manager looks for the page to change the password, it finds it, and no other address is there', async ({
  app,
}) => {
  const WELL_KNOWN = '/.well-known'
  const { client } = await signUpAndIn(app)
  const found = await client.get(`${WELL_KNOWN}/change-password`)
  expect(found).toMatchObject({ status: 303, headers: { location: '/account/security' } })
  expect((await client.get(found.headers.location ?? '')).text).toContain('Change password')
  const visitor = await new Client(app).get(found.headers.location ?? '')
  expect(visitor.headers.location).toContain('/sign-in?next=%2Faccount%2Fsecurity')
  // What it probes, to see whether this server answers everything with 200.
  const probe = 'resource-that-should-not-exist-whose-status-code-should-not-be-200'
  expect((await client.get(`${WELL_KNOWN}/${probe}`)).status).toBe(404)
})

test('when no mail server is set for a public site, answers say so for every address, and pages promise no mail', async ({
  startApp,
}) => {
  const origin = 'https://app.example.com'
  const app = await startApp({ env: { APP_URL: origin } })
  const { person, client } = await signUpAndIn(app, new Client(app, origin))
  for (const email of [person.email, newPerson().email]) {
    const answer = await new Client(app, origin).post(FORGOT, { email })
    expect([answer.status, answer.text, answer.headers['mail-outbox']]).toEqual([202, '', 'none'])
  }
  const account = await client.get('/account')
  expect(account.text).toContain(person.email)
  expect(account.text).not.toContain('Verify your address')
  const security = await client.get('/account/security')
  expect(security.text).toContain('This site sends no mail')
  expect(security.text).not.toContain('A last mail')
})
