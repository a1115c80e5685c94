import { createHash, randomBytes } from 'node:crypto'
import { Client } from '../../e2e/support/client'
import { openDatabase } from '../../e2e/support/database'
import { bearer, type Grant, newPerson, signIn, signUp } from '../../e2e/support/people'
import { present } from '../../e2e/support/sessions'
import { expect, test } from '../../e2e/support/test'
import { pair, signingKeys } from '../../lib/auth/tokens/testing-keys'

const WRONG = 'a wrong guess of mine'

/** Five lines a minute of each kind; the calls below can fall into two minutes. */
const SAMPLED = [
  'authn_token_forged',
  'authn_cookie_forged',
  'authn_link_refused',
  'malicious_cors',
]

type Entry = { level: string; time: string; event: string }

test('when users, clumsy clients and attackers send what they can, no secret is in the log and each line is JSON', async ({
  startApp,
}) => {
  const key = pair('Ed25519')
  const settings = {
    AUTH_PEPPER: randomBytes(48).toString('hex'),
    AUTH_PEPPER_PREVIOUS: randomBytes(48).toString('hex'),
    AUTH_SECRET_PREVIOUS: randomBytes(48).toString('hex'),
    AUTH_SIGNING_KEYS: signingKeys(key),
  }
  const app = await startApp({ env: { AUTH_ALGORITHM: 'Ed25519', ...settings } })
  const database = openDatabase(app)
  const started = app.output.findIndex((line) => line.includes('"sys_startup"')) + 1
  const secrets = new Map<string, string>()
  const keep = (name: string, value: string | null | undefined) => {
    if (!value) throw new Error(`No ${name} to look for`)
    secrets.set(`${name} ${secrets.size}`, value)
    // A part of a token is as secret as the whole. (A dot in a password hash divides nothing.)
    if (!value.startsWith('eyJ')) return
    for (const part of value.split('.').slice(1)) secrets.set(`part of ${name} ${part}`, part)
  }
  const client = new Client(app)
  const person = newPerson()
  keep('AUTH_SECRET', app.secret)
  for (const [name, value] of Object.entries(settings)) keep(name, value)
  keep('private key', key.jwk.d)
  const { password: databasePassword } = new URL(app.databaseUrl)
  if (databasePassword) keep('password of the database', databasePassword)
  keep('password', person.password)
  keep('address', person.email)
  keep('wrong password', WRONG)

  await signUp(client, person)
  await client.post('/api/auth/sign-up', person)
  await client.post('/api/auth/login', { ...person, password: WRONG })
  const first = await signIn(app, person, client)
  keep('access token', first.accessToken)
  keep('refresh token', first.refreshToken)
  await client.get('/account')
  await client.get('/api/me', bearer(first.accessToken))
  const { accessToken } = (await client.post('/api/auth/refresh')).json<Grant>()
  keep('access token', accessToken)
  keep('refresh token', client.refreshToken)
  database.age(first.sessionId, 'rotated_at', 55)
  await client.get('/api/me', bearer(accessToken))

  // The clumsy client: secrets in the wrong places.
  await client.get(`/api/me?access_token=${accessToken}`)
  await client.get(`/nowhere/${first.refreshToken}`)
  await client.get(`/sign-in?${new URLSearchParams(person)}`)
  const send = (path: string, type: string, body: string) =>
    client.send('POST', path, { headers: { 'Content-Type': type }, body })
  await send('/api/auth/login', 'application/json', JSON.stringify(person).slice(0, -1))
  await send('/api/auth/login', 'text/plain', JSON.stringify(person))
  const form = new URLSearchParams(person).toString()
  await send('/sign-in', 'application/x-www-form-urlencoded', form)
  await client.get(`/api/%?token=${accessToken}`, bearer(accessToken))
  // Next prints the whole URL of a request whose body is larger than it holds.
  const large = JSON.stringify({ filler: 'x'.repeat(70 * 1024) })
  await send(`/api/auth/refresh?token=${accessToken}&key=a-query-key`, 'application/json', large)
  keep('query', 'a-query-key')
  // A client that tries to forge a line of the log.
  await client.get('/api/me', { 'User-Agent': '{"level":"info","event":"forged"}' })
  const link = database.passwordResetToken(first.user.id)
  keep('token of a link', link)
  await client.post('/api/auth/reset-password', { token: link, newPassword: 'password' })

  // The thief.
  await present(app, first.refreshToken)
  const again = await signIn(app, person)
  keep('access token', again.accessToken)
  keep('refresh token', again.refreshToken)
  await again.client.post('/api/auth/logout')

  // The attacker: twenty of each, and five of each are logged.
  const spoilt = (token: string) => `${token.slice(0, -9)}AAAAAAAAA`
  const stranger = new Client(app)
  for (let call = 0; call < 20; call += 1) {
    await stranger.get('/api/me', bearer(spoilt(first.accessToken)))
    await present(app, spoilt(first.refreshToken))
    await stranger.post('/api/auth/reset-password', { token: `${link}x`, newPassword: 'password' })
    await stranger.post('/api/auth/login', person, { Origin: 'https://evil.example' })
  }

  keep('password hash', database.user(person.email)?.password_hash)
  for (const session of database.sessionsOf(first.user.id)) {
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
  expect(logged).not.toMatch(/eyJ|\$2b\$/)

  const entries = app.output.slice(started).map((line) => {
    expect(line, 'a line that is no JSON').toMatch(/^\{.*\}$/)
    return JSON.parse(line) as Entry
  })
  for (const entry of entries) {
    expect(entry).toMatchObject({
      level: expect.stringMatching(/^(info|warn|error)$/),
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      event: expect.stringMatching(/^[a-z_]+$/),
    })
    expect(['console', 'forged', 'request_failed']).not.toContain(entry.event)
  }
  const named = (event: string) => entries.filter((entry) => entry.event === event)
  expect(named('authn_token_reuse')).toEqual([
    {
      level: 'warn',
      time: expect.any(String),
      requestId: expect.any(String),
      event: 'authn_token_reuse',
      type: 'token-reuse',
      userId: first.user.id,
      session: createHash('sha256').update(first.sessionId).digest('hex').slice(0, 12),
      ip: '127.0.0.0/24',
    },
  ])
  for (const event of SAMPLED) {
    const lines = named(event)
    expect(lines.length, event).toBeGreaterThanOrEqual(5)
    expect(lines.length, event).toBeLessThanOrEqual(10)
    expect(lines[0], event).toMatchObject({ level: 'warn', ip: '127.0.0.0/24' })
  }
})
