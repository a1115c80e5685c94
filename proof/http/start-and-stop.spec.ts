import { readdirSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppDidNotStart } from '../../e2e/support/app'
import { Client } from '../../e2e/support/client'
import { openDatabase } from '../../e2e/support/database'
import { signIn, signUp, signUpAndIn } from '../../e2e/support/people'
import { expect, test } from '../../e2e/support/test'
import { pair, signingKeys } from '../../lib/auth/tokens/testing-keys'

const weak = 'not-a-very-good-secret'
const es256 = pair('ES256')
const damaged = signingKeys({ jwk: { ...es256.jwk, d: pair('ES256').jwk.d } })

// lib/config/refused-settings.test.ts has the lines of all settings; some of these come later in a start.
const WRONG: [title: string, env: Record<string, string>, lines: RegExp[]][] = [
  ['a secret is missing', { AUTH_SECRET: '' }, [/^AUTH_SECRET is missing\. .*npm start/]],
  [
    'a signing key is damaged',
    { AUTH_ALGORITHM: 'ES256', AUTH_SIGNING_KEYS: damaged },
    [/^AUTH_SIGNING_KEYS key 1 is damaged/],
  ],
  [
    'no database can be at its address',
    { DATABASE_URL: 'file:/dev/null/x.db' },
    [/^DATABASE_URL cannot/],
  ],
  [
    'several settings are wrong',
    { AUTH_SECRET: weak, APP_URL: 'http://app.example.com', AUTH_REFRESH_COALESCE: '1' },
    [/^AUTH_SECRET /, /^APP_URL /, /^AUTH_REFRESH_COALESCE /],
  ],
]

for (const [title, env, lines] of WRONG) {
  test(`when ${title}, the start ends with one line for each setting`, async ({ startApp }) => {
    const error = await startApp({ env }).catch((reason: unknown) => reason)
    if (!(error instanceof AppDidNotStart)) throw error
    expect(error.exitCode).toBeGreaterThan(0)
    for (const line of lines) {
      expect(error.output.filter((printed) => line.test(printed))).toHaveLength(1)
    }
    const printed = error.output.join('\n')
    expect(printed).not.toMatch(/\bat \S+ \(|ZodError|ConfigError|"event":"sys_startup"/)
    for (const secret of [weak, String(es256.jwk.d)]) expect(printed).not.toContain(secret)
  })
}

test('when an app starts, it has no account; when it restarts, sessions and accounts are as before', async ({
  startApp,
}) => {
  const app = await startApp()
  const database = openDatabase(app)
  expect(database.native.prepare('SELECT * FROM users').all()).toEqual([])
  database.close()
  const { client, person } = await signUpAndIn(app)
  await app.restart()
  expect((await client.post('/api/auth/refresh')).status).toBe(200)
  await signIn(app, person)
})

test('when the app makes its database, only the owner can read the file and its directory', async ({
  startApp,
}, info) => {
  const directory = info.outputPath('made/by/the/app')
  await startApp({ env: { DATABASE_URL: `file:${directory}/app.db` } })
  expect(readdirSync(directory)).toContain('app.db')
  for (const name of ['.', ...readdirSync(directory)]) {
    expect(statSync(`${directory}/${name}`).mode & 0o077, name).toBe(0)
  }
})

test('when SIGTERM comes during a sign-in, the sign-in is answered before the process ends', async ({
  startApp,
}) => {
  const app = await startApp({ env: { BCRYPT_COST: '13' } })
  const person = await signUp(new Client(app))
  const pending = new Client(app).post('/api/auth/login', person)
  // The hash alone takes longer.
  await sleep(150)
  const stopped = app.stop()
  expect((await pending).status).toBe(200)
  await stopped
})
