import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DEFAULT_DATABASE_URL } from '../../db/address.mjs'
import Database from '../../db/sqlite-driver.mjs'
import { pair, signingKeys } from '../../lib/auth/tokens/testing-keys'
import { SLUG } from '../../lib/brand'
import { AppDidNotStart, type AppOptions } from '../support/app'
import { withoutPackages } from '../support/build'
import { Client } from '../support/client'
import { signIn, signUp, signUpAndIn } from '../support/people'
import { expect, test } from '../support/test'

const es256 = pair('ES256')
/** That key with members changed; undefined takes one out. */
const changed = (more: object) => signingKeys({ jwk: { ...es256.jwk, ...more } })

type Start = (options: AppOptions) => Promise<unknown>

/** Starts with bad settings. @returns what the app says about it, without the banner of Next. */
async function refusal(start: Start, env: Record<string, string>, root?: string) {
  const error = await start({ env, ...(root && { root }) }).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof AppDidNotStart)) throw error ?? new Error('The app started')
  expect(error.exitCode).toBeGreaterThan(0)
  return error.output
}

test.describe('a bad setting stops the start with one line that names it', () => {
  const weak = 'not-a-very-good-secret'
  // What the lines say of each setting is in lib/config/refusals.test.ts; these come later in a start.
  const cases: [title: string, env: Record<string, string>, line: RegExp][] = [
    ['no secret', { AUTH_SECRET: '' }, /^AUTH_SECRET is missing\. .*npm start/],
    [
      "a key with another's private half",
      { AUTH_ALGORITHM: 'ES256', AUTH_SIGNING_KEYS: changed({ d: pair('ES256').jwk.d }) },
      /^AUTH_SIGNING_KEYS key 1 is damaged/,
    ],
    [
      'a database where none can be',
      { DATABASE_URL: 'file:/dev/null/x.db' },
      /^DATABASE_URL cannot/,
    ],
  ]
  for (const [title, env, line] of cases) {
    test(title, async ({ startApp }) => {
      const output = await refusal(startApp, env)
      const name = line.source.slice(1).match(/^\w+/)?.[0] ?? ''
      expect(output.filter((printed) => printed.startsWith(name))).toEqual([
        expect.stringMatching(line),
      ])
      const said = output.join('\n')
      expect(said).not.toMatch(/\bat \S+ \(|ZodError|ConfigError|"event":"sys_startup"/)
      const secrets = [env.AUTH_SECRET, env.AUTH_SECRET_PREVIOUS, es256.jwk.d]
      for (const secret of secrets) if (secret) expect(said).not.toContain(secret)
    })
  }

  test('several at once are told at once', async ({ startApp }) => {
    const output = await refusal(startApp, {
      AUTH_SECRET: weak,
      APP_URL: 'http://app.example.com',
      BCRYPT_COST: '12',
      AUTH_REFRESH_COALESCE: '1',
    })
    const names = ['AUTH_SECRET ', 'APP_URL ', 'AUTH_REFRESH_COALESCE ']
    for (const name of names) {
      expect(output.filter((line) => line.startsWith(name))).toHaveLength(1)
    }
    expect(output.join('\n')).not.toContain(weak)
  })
})

test('when the list of common passwords is not installed, the start says so, and not a sign-up', async ({
  startApp,
}) => {
  const output = await refusal(startApp, {}, withoutPackages())
  expect(output.filter((line) => line.startsWith('The list of common passwords'))).toHaveLength(1)
  expect(output.join('\n')).not.toMatch(/\bat \S+ \(|"event":"sys_startup"/)
})

test('starts at the same time on one fresh database all come up', async ({ startApp }, info) => {
  const dataDir = info.outputPath('data')
  const release = holdFirstMigration(dataDir)
  const env = { AUTH_SECRET: randomBytes(48).toString('hex') }
  const starts = [startApp({ dataDir, env }), startApp({ dataDir, env })]
  // By now both stand before the first table. Then they go, at the same moment.
  await sleep(3000)
  release()
  const [first, second] = await Promise.all(starts)
  if (!first || !second) throw new Error('Two apps were started')
  // They are one app: who signs up at one signs in at the other.
  const { refreshToken } = await signIn(second, await signUp(new Client(first)))
  const elsewhere = new Client(first)
  elsewhere.refreshToken = refreshToken
  expect((await elsewhere.post('/api/auth/refresh')).headers['session-refresh']).toBe('rotated')
  const back = new Client(second)
  back.refreshToken = elsewhere.refreshToken
  expect((await back.post('/api/auth/refresh')).headers['session-refresh']).toBe('unchanged')
})

test('a second start on the same database finds everybody as they were', async ({ startApp }) => {
  const app = await startApp()
  const { client, person } = await signUpAndIn(app)
  await app.restart()
  expect((await client.post('/api/auth/refresh')).status).toBe(200)
  await signIn(app, person)
})

test('nobody has an account in a fresh app', async ({ startApp }) => {
  const app = await startApp()
  for (const email of ['admin@example.com', 'test@example.com', `demo@${SLUG}.example`]) {
    for (const password of ['admin', 'password', SLUG, email]) {
      const answer = await new Client(app).post('/api/auth/login', { email, password })
      expect(answer.status).toBe(401)
    }
  }
})

test('only the owner can read the database and its directory that the app makes', async ({
  startApp,
}, info) => {
  const directory = info.outputPath('made/by/the/app')
  await startApp({ env: { DATABASE_URL: `file:${directory}/app.db` } })
  expect(readdirSync(directory)).toContain('app.db')
  for (const name of ['.', ...readdirSync(directory)]) {
    expect(statSync(`${directory}/${name}`).mode & 0o077, name).toBe(0)
  }
})

test('SIGTERM lets a sign-in that has begun finish, and ends the process', async ({ startApp }) => {
  const app = await startApp({ env: { BCRYPT_COST: '13' } })
  const person = await signUp(new Client(app))
  const pending = new Client(app).post('/api/auth/login', person)
  // The hash alone takes longer.
  await sleep(150)
  const stopped = app.stop()
  expect((await pending).status).toBe(200)
  await stopped
})

/**
 * Makes a database as a start leaves it that died before its first migration, and keeps others from
 * writing to it: every start waits at the same statement.
 *
 * @returns what lets them go on.
 */
function holdFirstMigration(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true })
  const database = new Database(`${dataDir}/${basename(DEFAULT_DATABASE_URL)}`)
  database.pragma('journal_mode = WAL')
  database.exec(
    'CREATE TABLE __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)',
  )
  database.exec('BEGIN IMMEDIATE')
  return () => database.close()
}
