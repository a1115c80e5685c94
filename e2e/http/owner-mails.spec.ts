/** What the owner of an account hears of by mail, beside a changed password. */
import { Client } from '../support/client'
import { allDelivered, deliveredTo, mailTo } from '../support/mails'
import { users } from '../support/operator'
import { bearer, signIn, signUpAndIn } from '../support/people'
import { present } from '../support/sessions'
import { expect, test } from '../support/test'

const LOGIN = '/api/auth/login'
const FIREFOX = {
  'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
}

test('when another kind of browser signs in, one mail says so, and none where the account knows the browser', async ({
  startApp,
}) => {
  // Browsers are known where sign-ins are limited.
  const app = await startApp({ env: { RATE_LIMIT: 'on' } })
  const here = await signUpAndIn(app)
  const kinds = () => deliveredTo(app, here.person.email).map(({ kind }) => kind)
  await signIn(app, here.person)
  await here.client.post(LOGIN, here.person, FIREFOX)
  await allDelivered(app)
  expect(kinds()).not.toContain('new-sign-in')

  const another = { 'User-Agent': FIREFOX['User-Agent'].replace('X11; Linux', 'Windows NT 10.0;') }
  await new Client(app).post(LOGIN, here.person, another)
  await mailTo(app, here.person.email, 'new-sign-in')
  await new Client(app).post(LOGIN, here.person, another)
  await allDelivered(app)
  expect(kinds().filter((kind) => kind === 'new-sign-in')).toHaveLength(1)
})

test('when an old copy of a session is presented, a mail says so', async ({ app, database }) => {
  const { client, refreshToken, sessionId, person } = await signUpAndIn(app)
  const { accessToken } = (await client.post('/api/auth/refresh')).json<{ accessToken: string }>()
  database.age(sessionId, 'rotated_at', 100)
  await client.get('/api/me', bearer(accessToken))
  await present(app, refreshToken)
  await mailTo(app, person.email, 'token-reuse')
})

test('when the operator disables an account, a mail says so', async ({ app }) => {
  const { person } = await signUpAndIn(app)
  await users(app, 'disable', person.email)
  await mailTo(app, person.email, 'account-disabled')
})
