/**
 * Rows that no release has written. Nothing is decided by one and nothing is half done: the answer is a
 * problem, the log names the column, and the row, mended, is all that it takes.
 */
import Database from '../../db/sqlite-driver.mjs'
import type { App } from '../../e2e/support/app'
import { type AppDatabase, openDatabase } from '../../e2e/support/database'
import { allDelivered } from '../../e2e/support/mails'
import { newPerson, type SignedIn, signIn, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { me, refresh } from '../../e2e/support/sessions'
import { expect, test } from '../../e2e/support/test'

type Table = 'users' | 'sessions'

/** SQLite keeps text in a column of numbers, and bytes in one of text. */
const BYTES = Buffer.from('00ff', 'hex')
const ON_SQLITE: [Table, column: string, value: unknown][] = [
  ...['email_verified_at', 'token_version', 'credential_version', 'disabled_at', 'created_at'].map(
    (column): [Table, string, unknown] => ['users', column, 'x'],
  ),
  ...['token_version', 'generation', 'previous_generation', 'rotated_at', 'retried_at'].map(
    (column): [Table, string, unknown] => ['sessions', column, 'x'],
  ),
  ...['confirmed_generation', 'created_at', 'authenticated_at', 'last_used_at'].map(
    (column): [Table, string, unknown] => ['sessions', column, 0.5],
  ),
  ...['idle_expires_at', 'absolute_expires_at', 'browser_only', 'revoked_at'].map(
    (column): [Table, string, unknown] => ['sessions', column, 'x'],
  ),
  ['users', 'password_hash', BYTES],
  ['users', 'email_verified_at', 8.64e15 + 1],
  ['sessions', 'salt', BYTES],
  ['sessions', 'refresh_token_hash', BYTES],
  ['sessions', 'user_agent', BYTES],
]
/** PostgreSQL holds each column to its type, and a time to no more than 64 bits. */
const ON_POSTGRESQL: typeof ON_SQLITE = [
  ['users', 'created_at', '9000000000000000000'],
  ['users', 'email_verified_at', '-9000000000000000000'],
  ...['idle_expires_at', 'absolute_expires_at', 'authenticated_at', 'rotated_at'].map(
    (column): [Table, string, unknown] => ['sessions', column, '8640000000000001'],
  ),
]

/** Writes a value into the row of a user or of a session. @returns what was there */
function write(database: AppDatabase, table: Table, column: string, of: SignedIn, value: unknown) {
  const { native } = database
  const id = table === 'users' ? of.user.id : of.sessionId
  const row = native.prepare(`SELECT ${column} AS was FROM ${table} WHERE id = ?`).get(id)
  native.prepare(`UPDATE ${table} SET ${column} = ? WHERE id = ?`).run(value, id)
  return (row as { was: unknown }).was
}

/** Corrupts a row of a new user, asks, and mends it. */
async function expectClosed(
  { app, database }: { app: App; database: AppDatabase },
  [table, column, value]: (typeof ON_SQLITE)[number],
): Promise<void> {
  const what = `${table}.${column}`
  const someone = await signUpAndIn(app)
  await me(someone)
  await allDelivered(app)
  const was = write(database, table, column, someone, value)
  const before = database.rows()
  const logged = app.output.length

  const answers = [await me(someone), await refresh(someone)]
  // By an address that is not there no one is found.
  if (table === 'users' && column !== 'email') {
    answers.push(await someone.client.post('/api/auth/login', someone.person))
  }
  for (const answer of answers) {
    expectProblem(answer, 'internal-error')
    expect(answer.setCookies, what).toEqual([])
  }
  expect((await someone.client.get('/account')).status, what).toBe(500)
  expect(database.rows(), what).toEqual(before)
  expect(app.output.slice(logged).join('\n'), what).toMatch(
    new RegExp(`"event":"request_failed".*A row is corrupt: in its column ${column} is no`),
  )

  write(database, table, column, someone, was)
  expect((await me(someone)).status, what).toBe(200)
  expect((await refresh(someone)).status, what).toBe(200)
  await signIn(app, someone.person)
}

test('when a row is corrupt, no call decides by it, the log names the column, and mending it is enough', async ({
  app,
  database,
  databaseKind,
}) => {
  for (const row of databaseKind === 'sqlite' ? ON_SQLITE : ON_POSTGRESQL) {
    await expectClosed({ app, database }, row)
  }
})

/** The columns that a session and its user cannot do without. */
const REQUIRED: [Table, columns: string[]][] = [
  ['users', ['email', 'password_hash', 'token_version', 'credential_version', 'created_at']],
  ['sessions', ['token_version', 'generation', 'salt', 'refresh_token_hash', 'created_at']],
  ['sessions', ['authenticated_at', 'last_used_at', 'idle_expires_at', 'absolute_expires_at']],
]

/** As a hand would that changes the schema: from now on these columns may be NULL. */
function allowNull({ databaseUrl, databaseFile }: App, { native }: AppDatabase): void {
  if (databaseUrl.startsWith('postgres')) {
    for (const [table, columns] of REQUIRED) {
      for (const column of columns) {
        native.exec(`ALTER TABLE ${table} ALTER COLUMN ${column} DROP NOT NULL`)
      }
    }
    return
  }
  const own = new Database(databaseFile)
  own.unsafeMode()
  own.pragma('writable_schema = 1')
  own.exec("UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '') WHERE type = 'table'")
  own.pragma(`schema_version = ${Number(own.pragma('schema_version', { simple: true })) + 1}`)
  own.close()
}

test('when a value is missing that no row may be without, the same holds', async ({ startApp }) => {
  const app = await startApp()
  const database = openDatabase(app)
  allowNull(app, database)
  for (const [table, columns] of REQUIRED) {
    for (const column of columns) await expectClosed({ app, database }, [table, column, null])
  }
  database.close()
})

test('when a stored password has an unknown form or pepper, no password matches, the log says it, and the session goes on', async ({
  app,
  database,
}) => {
  const someone = await signUpAndIn(app)
  const good = database.user(someone.person.email)?.password_hash
  for (const [hash, because] of [
    ['', 'form'],
    ['x', 'form'],
    ['$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA', 'form'],
    [`h9${good?.slice(2)}`, 'form'],
    [`${good?.slice(0, -1)}`, 'form'],
    [good?.replace('h1', 'h1.0123abcd'), 'pepper'],
  ]) {
    write(database, 'users', 'password_hash', someone, hash)
    const logged = app.output.length
    for (const password of [someone.person.password, String(hash), newPerson().password]) {
      const answer = await someone.client.post('/api/auth/login', { ...someone.person, password })
      expect([401, 422]).toContain(answer.status)
      expect(answer.setCookies).toEqual([])
    }
    // Of each kind the log has five lines a minute.
    const lines = app.output.slice(logged).filter((line) => line.includes('stored_password'))
    for (const line of lines) expect(line).toContain(`"because":"${because}"`)
    expect((await me(someone)).status).toBe(200)
  }
  expect(app.output.join('\n')).toContain('"event":"stored_password_unusable"')
  write(database, 'users', 'password_hash', someone, good)
  await signIn(app, someone.person)
})

test('when a row gives a reason or an event that is unknown here, what ended stays ended and the rest is shown', async ({
  app,
  database,
}) => {
  const ended = await signUpAndIn(app)
  await ended.client.post('/api/auth/logout')
  ended.client.refreshToken = ended.refreshToken
  write(database, 'sessions', 'revoked_reason', ended, 'mischief')
  const behind = await signUpAndIn(app)
  database.raiseTokenVersion(behind.user.id)
  write(database, 'users', 'token_version_reason', behind, 'mischief')
  for (const one of [ended, behind]) {
    for (const answer of [await me(one), await refresh(one)]) {
      expect(answer.status).toBe(401)
      expect(answer.json()).toMatchObject({ code: 'session-revoked' })
      expect(answer.json()).not.toHaveProperty('reason')
    }
  }

  const someone = await signUpAndIn(app)
  const change =
    "UPDATE security_events SET type = 'mischief' WHERE user_id = ? AND type = 'sign-up'"
  expect(database.native.prepare(change).run(someone.user.id).changes).toBe(1)
  const { events } = (
    await someone.client.get('/api/account/events', {
      Authorization: `Bearer ${someone.accessToken}`,
    })
  ).json<{ events: { type: string }[] }>()
  expect(events.map(({ type }) => type)).toEqual(['sign-in'])
  expect((await someone.client.get('/account/activity')).status).toBe(200)
})
