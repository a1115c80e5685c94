/** Verifying the address: from a sign-up over the mail to a session, and what an attacker gets of it. */
import { Client } from '../support/client'
import { allDelivered, deliveredTo, mailTo } from '../support/mails'
import { newPerson, signIn, signUp, signUpAndIn } from '../support/people'
import { comparable, expectProblem } from '../support/problems'
import { expectEnded, me } from '../support/sessions'
import { expect, test } from '../support/test'

const SIGN_UP = '/api/auth/sign-up'
const VERIFY = '/api/auth/verify-email'
const RESEND = '/api/auth/resend-verification'
const LOGIN = '/api/auth/login'
const REQUIRED = { env: { AUTH_EMAIL_VERIFICATION: 'required' } }

test('when an address has to be verified first, the link in the mail comes before the first session', async ({
  startApp,
}) => {
  const app = await startApp(REQUIRED)
  const person = newPerson()
  const client = new Client(app)
  const answer = await client.post(SIGN_UP, person)
  expect({ status: answer.status, text: answer.text }).toEqual({ status: 202, text: '{}' })
  // feature: dev-outbox
  expect(answer.headers['mail-outbox']).toBe('/dev/outbox')
  // /feature: dev-outbox
  const refused = await client.post(LOGIN, person)
  expectProblem(refused, 'email-unverified')
  expect(refused.setCookies).toEqual([])
  const wrong = { ...person, password: 'another long walk' }
  const unknown = await client.post(LOGIN, newPerson())
  expect(comparable(await client.post(LOGIN, wrong))).toEqual(comparable(unknown))

  const { token } = await mailTo(app, person.email, 'verify-email')
  const verified = await client.post(VERIFY, { token })
  expect({ status: verified.status, text: verified.text }).toEqual({ status: 204, text: '' })
  expect(verified.setCookies).toEqual([])
  expectProblem(await client.post(VERIFY, { token }), 'invalid-token')
  const { user } = await signIn(app, person)
  expect(user.emailVerified).toBe(true)
})

test('when an address has to be verified first, sign-up and asking for the mail answer the same for one that has an account', async ({
  startApp,
}) => {
  const app = await startApp(REQUIRED)
  const [known, unknown, password] = [newPerson(), newPerson(), newPerson().password]
  const client = new Client(app)
  await client.post(SIGN_UP, known)
  const { token } = await mailTo(app, known.email, 'verify-email')
  await client.post(VERIFY, { token })
  for (const path of [SIGN_UP, RESEND]) {
    const answers = []
    for (const { email } of [known, unknown]) {
      answers.push(comparable(await client.post(path, { ...known, email, password })))
    }
    expect(answers[0]).toEqual(answers[1])
    expect(answers[0]).toMatchObject({ status: 202, text: '{}' })
  }
  await allDelivered(app)
  const kinds = deliveredTo(app, known.email).map(({ kind }) => kind)
  expect(kinds).toEqual(['already-signed-up', 'already-signed-up', 'verify-email'])
  // The password of the one who came second is no one's.
  expectProblem(await client.post(LOGIN, { ...known, password }), 'invalid-credentials')
  await signIn(app, known)
})

test('when an attacker signs up with the address of a victim, the attacker ends with nothing once the victim signs up', async ({
  startApp,
}) => {
  const app = await startApp(REQUIRED)
  const attacker = newPerson()
  const victim = { ...newPerson(), email: attacker.email }
  const client = new Client(app)
  await client.post(SIGN_UP, attacker)
  const first = await mailTo(app, victim.email, 'verify-email')
  await client.post(SIGN_UP, victim)
  const second = await mailTo(app, victim.email, 'finish-sign-up')
  // Neither password opens anything yet.
  expectProblem(await client.post(LOGIN, victim), 'invalid-credentials')
  expectProblem(await client.post(LOGIN, attacker), 'email-unverified')
  expectProblem(await client.post(VERIFY, { token: first.token }), 'invalid-token')

  const reset = { token: second.token, newPassword: victim.password }
  expect((await client.post('/api/auth/reset-password', reset)).status).toBe(204)
  expectProblem(await client.post(LOGIN, attacker), 'invalid-credentials')
  for (const { token } of [first, second]) {
    expectProblem(await client.post(VERIFY, { token }), 'invalid-token')
  }
  const { user } = await signIn(app, victim)
  expect(user).toMatchObject({ email: victim.email, emailVerified: true })
})

test('when an attacker who signed up with the address of a victim is signed in already, a new password of the victim ends the session', async ({
  app,
  database,
}) => {
  const attacker = await signUpAndIn(app)
  const { email } = attacker.person
  const link = await mailTo(app, email, 'verify-email')
  const client = new Client(app)
  expectProblem(await client.post(SIGN_UP, { ...newPerson(), email }), 'email-taken')
  const token = database.passwordResetToken(attacker.user.id)
  const victim = { ...newPerson(), email }
  const reset = { token, newPassword: victim.password }
  expect((await client.post('/api/auth/reset-password', reset)).status).toBe(204)
  await expectEnded(attacker, 'password-change')
  expectProblem(await client.post(LOGIN, attacker.person), 'invalid-credentials')
  expectProblem(await client.post(VERIFY, { token: link.token }), 'invalid-token')
  await signIn(app, victim)
})

test('when verifying is optional, a session begins without it, and a link that is asked for again ends the one before', async ({
  app,
}) => {
  const here = await signUpAndIn(app)
  const { email } = here.person
  const first = await mailTo(app, email, 'verify-email')
  const answer = await new Client(app).post(RESEND, { email: ` ${email.toUpperCase()}` })
  expect(answer.status).toBe(202)
  const second = await mailTo(app, email, 'verify-email', [first])
  // The browser may be signed in to another account: it stays so.
  const other = await signUpAndIn(app)
  expectProblem(await other.client.post(VERIFY, { token: first.token }), 'invalid-token')
  expect((await other.client.post(VERIFY, { token: second.token })).status).toBe(204)
  expect((await me(here)).json()).toMatchObject({ user: { emailVerified: true } })
  expect((await me(other)).json()).toMatchObject({ user: { emailVerified: false } })
})

test('when verification is off, no mail is sent', async ({ startApp }) => {
  const app = await startApp({ env: { AUTH_EMAIL_VERIFICATION: 'off' } })
  const client = new Client(app)
  const { email } = await signUp(client)
  const answer = await client.post(RESEND, { email })
  expect([answer.status, answer.headers['mail-outbox']]).toEqual([202, undefined])
  await allDelivered(app)
  expect(deliveredTo(app, email)).toEqual([])
})
