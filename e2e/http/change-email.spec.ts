/** A change of an address, from the request to the mails and back. */
import type { MailKind, OneTimePurpose } from '../../db/schema'
import { Client } from '../support/client'
import { allDelivered, deliveredTo, mailTo } from '../support/mails'
import { everyOperation } from '../support/operations'
import { bearer, newPerson, type SignedIn, signIn, signUp, signUpAndIn } from '../support/people'
import { comparable, expectProblem } from '../support/problems'
import { expectAlive, expectEnded, me } from '../support/sessions'
import { expect, test } from '../support/test'

const ask = ({ client, accessToken }: SignedIn, newEmail: string) =>
  client.post('/api/auth/change-email', { newEmail }, bearer(accessToken))
const confirm = (app: { url: string }, token: string) =>
  new Client(app).post('/api/auth/confirm-email-change', { token })
const undo = (app: { url: string }, token: string) =>
  new Client(app).post('/api/auth/undo-email-change', { token })
const reset = (app: { url: string }, token: string, newPassword: string) =>
  new Client(app).post('/api/auth/reset-password', { token, newPassword })

const anAddress = () => newPerson().email

test('when a thief has an open session and the password, the owner still gets the account back', async ({
  app,
}) => {
  const owner = await signUpAndIn(app)
  const { email, password } = owner.person
  const [second, third, fourth] = [anAddress(), anAddress(), anAddress()]
  const newPassword = 'nine thieves in a boat'

  // The thief changes the password, then the address, confirms it, changes it again, and asks for more.
  const thief = await signIn(app, owner.person)
  const changed = await thief.client.post(
    '/api/auth/change-password',
    { currentPassword: password, newPassword },
    bearer(thief.accessToken),
  )
  expect(changed.status).toBe(200)
  const again = await signIn(app, { email, password: newPassword }, thief.client)
  const tokens: string[] = []
  for (const [from, to] of [
    [email, second],
    [second, third],
  ] as const) {
    expect((await ask(again, to)).status).toBe(202)
    const { token } = await mailTo(app, to, 'confirm-email-change')
    expect((await confirm(app, token)).status).toBe(204)
    tokens.push((await mailTo(app, from, 'email-changed')).token)
  }
  expect((await ask(again, fourth)).status).toBe(202)
  const pending = (await mailTo(app, fourth, 'confirm-email-change')).token
  const requests = await Promise.all(
    [second, third].map((address) => mailTo(app, address, 'email-change-requested')),
  )
  const elsewhere = await signIn(app, { email: third, password: newPassword })

  // The owner opens the first undo link, and chooses a password by the mail that follows.
  const first = (await mailTo(app, email, 'email-change-requested')).token
  const answer = await undo(app, first)
  expect({ status: answer.status, text: answer.text }).toEqual({ status: 204, text: '' })
  // feature: dev-outbox
  expect(answer.headers['mail-outbox']).toBe('/dev/outbox')
  // /feature: dev-outbox
  for (const session of [again, elsewhere]) await expectEnded(session, 'email-change-undone')
  const login = (address: string, secret: string) =>
    new Client(app).post('/api/auth/login', { email: address, password: secret })
  for (const address of [email, second, third]) {
    expectProblem(await login(address, newPassword), 'invalid-credentials')
  }
  const { token } = await mailTo(app, email, 'email-restored')
  const mine = 'seven geese over the lake'
  expect((await reset(app, token, mine)).status).toBe(204)
  const back = await signIn(app, { email, password: mine })
  expect(back.user.id).toBe(owner.user.id)
  expect(back.user).toMatchObject({ email, emailVerified: true })

  // Nothing that the thief has is worth anything, and nothing of it disturbs the owner.
  const ofThief = [tokens[1] ?? '', ...requests.map((mail) => mail.token)]
  for (const link of ofThief) expectProblem(await undo(app, link), 'invalid-token')
  expectProblem(await confirm(app, pending), 'invalid-token')
  for (const link of [pending, ...ofThief, token]) {
    expectProblem(await reset(app, link, newPassword), 'invalid-token')
  }
  expectProblem(await me(again), 'session-revoked')
  await expectAlive(back)
})

test('when an account has the new address, the answer is the same, and its owner gets no mail', async ({
  app,
}) => {
  const taken = await signUp(new Client(app))
  const addresses = [anAddress(), taken.email]
  const answers = []
  for (const address of addresses) {
    const who = await signUpAndIn(app)
    answers.push(comparable(await ask(who, address)))
    await mailTo(app, who.person.email, 'email-change-requested')
  }
  expect(answers[0]).toMatchObject({ status: 202, text: '{}' })
  expect(answers[1]).toEqual(answers[0])
  await allDelivered(app)
  const [free, ofTaken] = addresses.map((address) =>
    deliveredTo(app, address).map(({ kind }) => kind),
  )
  expect(free).toEqual(['confirm-email-change'])
  // The mail of the sign-up.
  expect(ofTaken).toEqual(['verify-email'])
})

test('when a change is asked for and confirmed, sessions go on and show the new address', async ({
  app,
  database,
}) => {
  const who = await signUpAndIn(app)
  const other = await signIn(app, who.person)
  const email = anAddress()
  expect((await ask(who, email)).status).toBe(202)
  expect((await me(who)).json()).toMatchObject({ user: { email: who.person.email } })
  const { token } = await mailTo(app, email, 'confirm-email-change')
  // A mail scanner opens the link: no browser sends what is behind the #.
  expect((await new Client(app).get('/confirm-email-change')).status).toBe(200)
  expect((await confirm(app, token)).status).toBe(204)
  for (const session of [who, other]) {
    expect((await me(session)).json()).toMatchObject({ user: { email, emailVerified: true } })
    await expectAlive(session)
  }
  await signIn(app, { ...who.person, email })
  expectProblem(await new Client(app).post('/api/auth/login', who.person), 'invalid-credentials')
  expectProblem(await confirm(app, token), 'invalid-token')
  const types = database.eventsOf(who.user.id).map(({ type }) => type)
  expect(types).toEqual(expect.arrayContaining(['email-change-requested', 'email-changed']))
})

test('when the address is the one that the account has, or none, the answer says so at the field', async ({
  app,
}) => {
  const who = await signUpAndIn(app)
  for (const address of [` ${who.person.email.toUpperCase()} `, 'no address', '']) {
    const { errors } = expectProblem(await ask(who, address), 'invalid-input')
    expect(errors).toEqual([{ path: 'newEmail', message: expect.stringMatching(/\w/) }])
  }
  await allDelivered(app)
  const kinds = deliveredTo(app, who.person.email).map(({ kind }) => kind)
  expect(kinds).not.toContain('email-change-requested')
})

test('when mails to one address are asked for again and again, by whichever account, they are refused after five', async ({
  startApp,
}) => {
  const app = await startApp({ env: { RATE_LIMIT: 'on' } })
  const address = anAddress()
  const [one, other] = [await signUpAndIn(app), await signUpAndIn(app)]
  for (const who of [one, one, one, other, other])
    expect((await ask(who, address)).status).toBe(202)
  expectProblem(await ask(one, address), 'too-many-requests')
  expectProblem(await ask(other, address), 'too-many-requests')
  expect((await ask(one, anAddress())).status).toBe(202)
})

/** What each call that takes the token of a link is for; the last one changes the address. */
const PURPOSES: [path: string, purpose: OneTimePurpose][] = [
  ['/api/auth/verify-email', 'verify-email'],
  ['/api/auth/reset-password', 'password-reset'],
  ['/api/auth/undo-email-change', 'undo-email-change'],
  ['/api/auth/confirm-email-change', 'confirm-email-change'],
]

test('when a token of one purpose is shown for another, it is refused and not used up', async ({
  app,
  database,
}) => {
  const calls = (await everyOperation(app)).flatMap(({ path, operation }) => {
    const example = operation.requestBody?.content['application/json']?.example
    const takesToken = typeof example === 'object' && example !== null && 'token' in example
    return takesToken ? [{ path, example }] : []
  })
  const known = PURPOSES.map(([path]) => path)
  for (const { path } of calls) expect(known, 'a call without a purpose here').toContain(path)
  expect(calls.length).toBeGreaterThanOrEqual(3)

  const { user } = await signUpAndIn(app)
  for (const [own, purpose] of PURPOSES) {
    const { email } = purpose === 'confirm-email-change' ? newPerson() : user
    // The mail of the sign-up would replace the token.
    await allDelivered(app)
    const token = database.linkToken(user.id, purpose, email)
    const before = database.user(user.email)
    const use = ({ path, example }: (typeof calls)[number]) =>
      new Client(app).post(path, { ...example, token, email: undefined })
    for (const call of calls.filter(({ path }) => path !== own)) {
      expectProblem(await use(call), 'invalid-token')
    }
    expect(database.user(user.email)).toEqual(before)
    const call = calls.find(({ path }) => path === own)
    if (call) expect((await use(call)).status, purpose).toBe(204)
  }
})

test('when an address was changed, each mail that tells of it can take it back', async ({
  app,
}) => {
  const KINDS: MailKind[] = ['email-change-requested', 'email-changed']
  for (const kind of KINDS) {
    const who = await signUpAndIn(app)
    const email = anAddress()
    await ask(who, email)
    await confirm(app, (await mailTo(app, email, 'confirm-email-change')).token)
    await mailTo(app, who.person.email, 'email-changed')
    const { token } = await mailTo(app, who.person.email, kind)
    expect((await undo(app, token)).status, kind).toBe(204)
    expectProblem(await undo(app, token), 'invalid-token')
    await mailTo(app, who.person.email, 'email-restored')
  }
})
