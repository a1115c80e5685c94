/** `npm run users -- …` while the app runs. */
import { Client } from '../../e2e/support/client'
import { users, usersWith } from '../../e2e/support/operator'
import { newPerson, signIn, signUp, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { me, refresh } from '../../e2e/support/sessions'
import { expect, test } from '../../e2e/support/test'

const failed = (stderr: string) => ({ code: 1, stdout: '', stderr })

/** What `--after` takes to list from an address on. */
const before = (email: string) => Buffer.from(email.slice(0, -1)).toString('base64url')

test('when the operator creates an account with a piped password, its user signs in with it', async ({
  app,
  database,
}) => {
  const { email, password } = newPerson()
  // As a Windows shell pipes it. The first line alone is read.
  const made = await usersWith(`${password}\r\nmore`, app, 'create', ` ${email.toUpperCase()}`)
  const stdout = `${email} has an account now, and counts as verified.\n`
  expect(made).toEqual({ code: 0, stdout, stderr: '' })
  const { user } = await signIn(app, { email, password })
  expect(database.eventsOf(user.id).map(({ type }) => type)).toEqual(['sign-in', 'sign-up'])
})

test('when the operator gives a weak, broken or no password, or an address that is taken, nothing is made', async ({
  app,
  someone: { person },
}) => {
  const other = newPerson()
  const refused: [input: string | Buffer, address: string, problem: string][] = [
    [`${other.password}\n`, person.email, 'There is an account with the address'],
    ['short\n', other.email, 'Use at least 8 characters. A few words together work well.'],
    ['', other.email, 'No password was given: nothing is made.'],
    [Buffer.from('a long wälk\n', 'latin1'), other.email, 'is not UTF-8'],
  ]
  for (const [input, address, problem] of refused) {
    const { code, stderr } = await usersWith(input, app, 'create', address)
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(problem) })
  }
})

test('when a browser calls itself by terminal escapes, list and show print none of them', async ({
  app,
}) => {
  const person = await signUp(new Client(app))
  const headers = { 'User-Agent': 'Evil \x9b31mred\x9d0;title\x9c' }
  await new Client(app).post('/api/auth/login', person, headers)

  const shown = await users(app, 'show', person.email)
  expect(shown).toMatchObject({ code: 0, stderr: '' })
  expect(shown.stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
  expect(shown.stdout).toMatch(
    /^ {2}1 session, the last used first\n.* {2}Evil .*127\.0\.0\.0\/24$/m,
  )
  expect(shown.stdout).toMatch(/ sign-in {2}Evil .*\n.* sign-up /)
  const { stdout } = await users(app, 'show', person.email, '--json')
  expect(stdout).toMatch(/^\P{Cc}+\n$/u)
  expect(JSON.parse(stdout)).toMatchObject({
    email: person.email,
    emailVerifiedAt: null,
    disabledAt: null,
    sessions: [{ userAgent: expect.stringContaining('\x9b31mred'), network: '127.0.0.0/24' }],
  })

  const list = ['list', '--after', before(person.email), '--limit', '1']
  const { accounts, next } = JSON.parse((await users(app, ...list, '--json')).stdout)
  expect(accounts).toMatchObject([{ email: person.email, sessions: 1 }])
  if (next) expect(Buffer.from(next, 'base64url').toString()).toBe(person.email)
  const line = new RegExp(
    `^${person.email}  created [-\\d]+ [:\\d]+ UTC, 1 session, not verified\n`,
  )
  expect((await users(app, ...list)).stdout).toMatch(line)
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
  const { stdout, stderr } = await users(app, 'list', `--after=${before(signs)}`, '--limit', '1')
  expect(stdout).toContain(`${signs}  created `)
  expect(stderr).toMatch(/^The next page: npm run users -- list --after=[\w-]+\n$/)
  const problem = '--after takes what a list prints for its next page, and no address.\n'
  expect(await users(app, 'list', `--after=${signs}`)).toEqual(failed(problem))
  expect(await usersWith('', app, 'delete', dash)).toMatchObject({ code: 1 })
  expect(await users(app, 'delete', dash, '--yes')).toMatchObject({ code: 0 })
})

test('when the operator deletes an account, it is gone at the next request, and no other', async ({
  app,
  database,
  someone,
}) => {
  const held = await signUpAndIn(app)
  const { client, person, user } = held
  const kept = await usersWith('other@mail.example\n', app, 'delete', person.email)
  expect(kept).toEqual(failed('That is not its address: nothing is deleted.\n'))
  expect((await me(held)).status).toBe(200)

  const deleted = await usersWith(`${person.email}\n`, app, 'delete', person.email.toUpperCase())
  expect(deleted).toEqual({
    code: 0,
    stdout: `${person.email} is deleted: every session has ended, and nothing is kept of it. A mail tells its owner.\n`,
    stderr: '',
  })
  expectProblem(await me(held), 'session-expired')
  expect((await client.get('/account')).headers.location).toMatch(/^\/sign-in/)
  expectProblem(await refresh(held), 'session-expired')
  expectProblem(await client.post('/api/auth/login', person), 'invalid-credentials')
  expect([...database.eventsOf(user.id), ...database.sessionsOf(user.id)]).toEqual([])
  expect((await me(someone)).status).toBe(200)
})
