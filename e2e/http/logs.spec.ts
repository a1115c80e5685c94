import { createHash } from 'node:crypto'
import { Client } from '../support/client'
import { openDatabase } from '../support/database'
import { bearer, type Grant, newPerson, signIn, signUp } from '../support/people'
import { expectProblem } from '../support/problems'
import { chunk, hangUpAfter, head, sendRaw } from '../support/raw'
import { expect, test } from '../support/test'

const PEPPER = 'Zp3LwQ8vT1nXrY6uB0mKd5sHj9GfCa2EoI4tWkVqN7M'

/** The settings and every request a person, a clumsy client and a thief would send. */
test('a whole journey leaves no secret in the log, and every line of it is JSON', async ({
  startApp,
}) => {
  const app = await startApp({ env: { AUTH_PEPPER: PEPPER } })
  const database = openDatabase(app)
  const started = app.output.findIndex((line) => line.includes('"sys_startup"')) + 1
  const secrets = new Map<string, string>([
    ['AUTH_SECRET', app.secret],
    ['AUTH_PEPPER', PEPPER],
  ])
  const client = new Client(app)
  const keep = (name: string, value: string | undefined) => {
    if (!value) throw new Error(`No ${name} to look for`)
    secrets.set(`${name} ${secrets.size}`, value)
    // A part of a token is as telling as the whole. (A dot in a password hash divides nothing.)
    if (!value.startsWith('eyJ')) return
    for (const part of value.split('.').slice(1)) secrets.set(`part of ${name} ${part}`, part)
  }

  const person = newPerson()
  secrets.set('password', person.password)
  secrets.set('address', person.email)
  await signUp(client, person)
  await client.post('/api/auth/sign-up', person)
  await client.post('/api/auth/login', { ...person, password: 'a wrong guess of mine' })
  secrets.set('wrong password', 'a wrong guess of mine')
  const first = await signIn(app, person, client)
  keep('access token', first.accessToken)
  keep('refresh token', first.refreshToken)

  await client.get('/account')
  await client.get('/api/me', bearer(first.accessToken))
  const refreshed = await client.post('/api/auth/refresh')
  keep('access token', refreshed.json<Grant>().accessToken)
  keep('refresh token', client.refreshToken)
  database.age(first.sessionId, 'rotated_at', 55)
  await client.get('/api/me', bearer(refreshed.json<Grant>().accessToken))

  // The clumsy client: secrets in all the wrong places.
  await client.get(`/api/me?access_token=${first.accessToken}`)
  await client.get(`/nowhere/${first.refreshToken}`)
  await client.get(`/sign-in?email=${person.email}&password=${encodeURIComponent(person.password)}`)
  await client.send('POST', '/api/auth/login', {
    headers: { 'Content-Type': 'application/json' },
    body: `{"email":"${person.email}","password":"${person.password}"`,
  })
  await client.send('POST', '/api/auth/login', {
    headers: { 'Content-Type': 'text/plain' },
    body: JSON.stringify(person),
  })
  await client.send('POST', '/sign-in', {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(person).toString(),
  })
  await sendRaw(app, [head(app, 'TRACE /api/me', [`Authorization: Bearer ${first.accessToken}`])])
  await client.get(`/api/%?token=${first.accessToken}`, bearer(refreshed.json<Grant>().accessToken))
  // More than Next holds of a body, of which it prints the whole URL.
  await client.send('POST', `/api/auth/refresh?access_token=${first.accessToken}&key=a-query-key`, {
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ filler: 'x'.repeat(70 * 1024) }),
  })
  secrets.set('query', 'a-query-key')
  // And one that would forge a line of the log.
  await client.get('/api/me', { 'User-Agent': '{"level":"info","event":"forged"}' })

  const link = database.passwordResetToken(first.user.id)
  keep('token of a link', link)
  await client.post('/api/auth/reset-password', { token: link, newPassword: 'password' })

  // The thief: an alarm is logged, by ids.
  const thief = new Client(app)
  thief.refreshToken = first.refreshToken
  await thief.post('/api/auth/refresh')
  const again = await signIn(app, person)
  keep('access token', again.accessToken)
  keep('refresh token', again.refreshToken)
  await again.client.post('/api/auth/logout')

  // The attacker: twenty of each, and the log says so without being flooded.
  const forged = `${first.accessToken.slice(0, -9)}AAAAAAAAA`
  const stranger = new Client(app)
  for (let call = 0; call < 20; call += 1) {
    await stranger.get('/api/me', bearer(forged))
    stranger.refreshToken = `${first.refreshToken.slice(0, -9)}AAAAAAAAA`
    await stranger.post('/api/auth/refresh')
    await stranger.post('/api/auth/reset-password', { token: `${link}x`, newPassword: 'password' })
    await stranger.post('/api/auth/login', person, { Origin: 'https://evil.example' })
  }

  const user = database.user(person.email)
  keep('password hash', user?.password_hash)
  for (const session of database.sessionsOf(user?.id ?? '')) {
    keep('session id', session.id)
    keep('salt', session.salt)
    keep('refresh token hash', session.refresh_token_hash)
  }
  database.close()
  await app.stop()

  const logged = app.output.join('\n')
  for (const [name, secret] of secrets) {
    expect(logged.includes(secret), `${name} in the log`).toBe(false)
    expect(logged.includes(encodeURIComponent(secret)), `${name}, encoded`).toBe(false)
  }
  expect(logged).not.toContain('eyJ')
  expect(logged).not.toContain('$2b$')

  const entries = app.output.slice(started).map((line) => {
    expect(line, 'a line that is no JSON').toMatch(/^\{.*\}$/)
    return JSON.parse(line) as { level: string; time: string; event: string }
  })
  for (const entry of entries) {
    expect(entry).toMatchObject({
      level: expect.stringMatching(/^(info|warn|error)$/),
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      event: expect.stringMatching(/^[a-z_]+$/),
    })
  }
  expect(entries.filter((entry) => entry.event === 'authn_token_reuse')).toEqual([
    {
      level: 'warn',
      time: expect.any(String),
      event: 'authn_token_reuse',
      type: 'token-reuse',
      userId: first.user.id,
      session: createHash('sha256').update(first.sessionId).digest('hex').slice(0, 12),
      ip: '127.0.0.0/24',
    },
  ])
  for (const event of [
    'authn_token_forged',
    'authn_cookie_forged',
    'authn_link_refused',
    'malicious_cors',
  ]) {
    const lines = entries.filter((entry) => entry.event === event)
    expect(lines.length, event).toBeGreaterThanOrEqual(5)
    expect(lines.length, event).toBeLessThanOrEqual(10)
    expect(lines[0], event).toMatchObject({ level: 'warn', ip: '127.0.0.0/24' })
  }
  expect(entries.filter((entry) => entry.event === 'console')).toEqual([])
  expect(entries.map((entry) => entry.event)).not.toContain('forged')
  expect(entries.map((entry) => entry.event)).not.toContain('request_failed')
})

test('a body far beyond any limit is refused without a word in the log', async ({ startApp }) => {
  const app = await startApp()
  const lines = app.output.length
  // The answer comes before the body is sent: a client that went on would write to a closed socket.
  const declared = ['Content-Type: application/json', `Content-Length: ${11 * 1024 * 1024}`]
  const answer = await sendRaw(app, [head(app, 'POST /api/auth/login', declared), '{"email":"'])
  expect(answer.status).toBe(413)
  expect(app.output.slice(lines)).toEqual([])
})

test('when strangers send large bodies, long paths and wrong passwords, the log stays short', async ({
  startApp,
}) => {
  const app = await startApp()
  const database = openDatabase(app)
  const person = await signUp(new Client(app))
  const path = `/api/${'x'.repeat(9_000)}`
  const body = 'x'.repeat(70 * 1024)
  const lines = app.output.length
  for (let call = 0; call < 20; call += 1) {
    expectProblem(await new Client(app).send('POST', path, { body }), 'body-too-large')
    const chunked = head(app, `POST ${path}`, ['Transfer-Encoding: chunked'])
    expectProblem(await sendRaw(app, [chunked, chunk(body), chunk('')]), 'no-session')
  }
  expect(app.output.slice(lines)).toEqual([])

  const guess = { ...person, password: 'a wrong guess of mine' }
  for (let call = 0; call < 12; call += 1) {
    await new Client(app).post('/api/auth/login', guess)
    await new Client(app).post('/api/auth/login', { ...guess, email: `${call}@mail.example` })
  }
  const user = database.user(person.email)
  const failed = () =>
    database.eventsOf(user?.id ?? '').filter(({ type }) => type === 'sign-in-failed')
  await expect.poll(() => failed().map(({ count }) => count)).toEqual([12])
  // Five of each kind: guesses at no account do not hide those at one.
  const logged = app.output.slice(lines).map((line) => JSON.parse(line) as { userId?: string })
  expect(logged.filter(({ userId }) => userId === user?.id)).toHaveLength(5)
  expect(logged).toHaveLength(10)
  database.close()
})

test('a caller that hangs up in the middle of a body is no error of the server', async ({
  startApp,
}) => {
  const app = await startApp()
  const lines = app.output.length
  for (let call = 0; call < 5; call += 1) {
    await hangUpAfter(
      app,
      `${head(app, 'POST /api/auth/login', ['Content-Type: application/json', 'Content-Length: 500'])}{"email":`,
    )
  }
  expect((await new Client(app).get('/api/health')).status).toBe(200)
  await app.stop()
  expect(app.output.slice(lines)).toEqual([])
})
