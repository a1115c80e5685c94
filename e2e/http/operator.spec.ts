import { Client } from '../support/client'
import { users, usersWith } from '../support/operator'
import { bearer, newPerson, signIn, signUp, signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { expect, test } from '../support/test'

const failed = (stderr: string) => ({ code: 1, stdout: '', stderr })

test('create: when a password is piped in, its user signs in with it, by the rules of sign-up', async ({
  app,
  database,
}) => {
  const { email, password } = newPerson()
  // As a Windows shell would pipe it; what comes after the first line is none of it.
  const made = await usersWith(`${password}\r\nmore`, app, 'create', ` ${email.toUpperCase()}`)
  expect(made).toEqual({ code: 0, stdout: `${email} has an account now.\n`, stderr: '' })
  const { user } = await signIn(app, { email, password })
  expect(database.eventsOf(user.id).map(({ type }) => type)).toEqual(['sign-in', 'sign-up'])

  const refused = async (input: string, address: string, problem: string) =>
    expect(await usersWith(input, app, 'create', address)).toEqual(failed(`${problem}\n`))
  await refused(`${password}\n`, email, `There is an account with the address ${email} already.`)
  const weak = 'Use at least 8 characters. A few words together work well.'
  await refused('short\n', newPerson().email, weak)
  await refused(`${password}\n`, 'me', 'Enter a full email address, like name@example.com.')
  await refused('', newPerson().email, 'No password was given: nothing is made.')
  const other = newPerson()
  const bytes = Buffer.from(`${password}ä\n`, 'latin1')
  const latin1 = await usersWith(bytes, app, 'create', other.email)
  expect(latin1).toMatchObject({ code: 1, stderr: expect.stringContaining('is not UTF-8') })
  expect(await users(app, 'show', other.email)).toMatchObject({ code: 1 })
})

test('list and show: when a browser calls itself by terminal escapes, none reaches the terminal', async ({
  app,
}) => {
  const person = await signUp(new Client(app))
  const other = await signUp(new Client(app))
  const evil = 'Evil \x9b31mred\x9d0;title\x9c'
  const client = new Client(app)
  await client.post('/api/auth/login', person, { 'User-Agent': evil })
  await users(app, 'disable', other.email)

  const shown = await users(app, 'show', person.email)
  expect(shown).toMatchObject({ code: 0, stderr: '' })
  expect(shown.stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
  expect(shown.stdout).toMatch(
    /^ {2}1 session, the last used first\n.* {2}Evil .*127\.0\.0\.0\/24$/m,
  )
  expect(shown.stdout).toMatch(/ sign-in {2}Evil .*\n.* sign-up /)
  const { stdout } = await users(app, 'show', person.email, '--json')
  expect(stdout).toMatch(/^\P{Cc}+\n$/u)
  const account = JSON.parse(stdout)
  expect(account).toMatchObject({ email: person.email, disabledAt: null, sessions: [{}] })
  expect(account.sessions[0]).toMatchObject({
    userAgent: expect.stringContaining('\x9b31mred'),
    network: '127.0.0.0/24',
  })

  const [first = '', second = ''] = [person.email, other.email].sort()
  const before = (email: string) => Buffer.from(email.slice(0, -1)).toString('base64url')
  const page = await users(app, 'list', '--after', before(first), '--limit', '1', '--json')
  const { accounts, next } = JSON.parse(page.stdout)
  expect(accounts).toMatchObject([{ email: first, sessions: first === person.email ? 1 : 0 }])
  expect(Buffer.from(next, 'base64url').toString()).toBe(first)
  const line = await users(app, 'list', '--after', before(second), '--limit', '1')
  const facts = second === other.email ? '0 sessions, disabled since ' : '1 session\n'
  expect(line.stdout).toMatch(new RegExp(`^${second}  created [-\\d]+ [:\\d]+ UTC, ${facts}`))
})

test('when an address begins with a dash or holds signs of a shell, the commands take it and print none of it as code', async ({
  app,
}) => {
  const { password, email } = newPerson()
  const dash = `--yes${email}`
  expect(await usersWith(`${password}\n`, app, 'create', dash)).toMatchObject({ code: 0 })
  // It sorts before the first, so that there is a next page.
  const signs = `--yes${email}`.replace('@', '&`id`$|{}@')
  await signUp(new Client(app), { email: signs, password })
  const before = Buffer.from(signs.slice(0, -1)).toString('base64url')
  const { stdout, stderr } = await users(app, 'list', `--after=${before}`, '--limit', '1')
  expect(stdout).toContain(`${signs}  created `)
  expect(stderr).toMatch(/^The next page: npm run users -- list --after=[\w-]+\n$/)
  const after = await users(app, 'list', `--after=${signs}`)
  expect(after).toEqual(
    failed('--after takes what a list prints for its next page, and no address.\n'),
  )
  expect(await usersWith('', app, 'delete', dash)).toMatchObject({ code: 1 })
  for (const address of [dash, signs]) {
    expect(await users(app, 'delete', address, '--yes')).toMatchObject({ code: 0 })
  }
})

test('delete: when the address is typed again, the account is gone at the next request, and no other', async ({
  app,
  database,
  someone,
}) => {
  const held = await signUpAndIn(app)
  const { client, person, user } = held
  const me = () => client.get('/api/me', bearer(held.accessToken))
  const kept = await usersWith('other@mail.example\n', app, 'delete', person.email)
  expect(kept).toEqual(failed('That is not its address: nothing is deleted.\n'))
  expect((await me()).status).toBe(200)

  const deleted = await usersWith(`${person.email}\n`, app, 'delete', person.email.toUpperCase())
  expect(deleted).toEqual({
    code: 0,
    stdout: `${person.email} is deleted: every session has ended, and nothing is kept of it.\n`,
    stderr: '',
  })
  expectProblem(await me(), 'session-expired')
  const page = await client.get('/account')
  const signInPage = await client.get(page.headers.location ?? '/account')
  expect(signInPage.text).toContain('Your session has expired')
  expectProblem(await client.post('/api/auth/refresh'), 'session-expired')
  expectProblem(await client.post('/api/auth/login', person), 'invalid-credentials')
  expect(database.eventsOf(user.id)).toEqual([])
  expect(database.sessionsOf(user.id)).toEqual([])
  expect((await someone.client.get('/api/me', bearer(someone.accessToken))).status).toBe(200)

  const again = await signUpAndIn(app)
  const gone = await users(app, 'delete', person.email, '--yes')
  expect(gone).toEqual(failed(`No account has the address ${person.email}.\n`))
  expect(await users(app, 'delete', again.person.email, '--yes')).toMatchObject({ code: 0 })
})
