import { Client } from '../../e2e/support/client'
import { clearedCookies } from '../../e2e/support/cookie'
import { openDatabase } from '../../e2e/support/database'
import { bearer, signIn, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { expect, test } from '../../e2e/support/test'

const DAY = 86_400

test('when rows are old, they are deleted while a user is served, and the others stay', async ({
  startApp,
}) => {
  const app = await startApp()
  const database = openDatabase(app)
  const count = (what: string) =>
    Number((database.native.prepare(`SELECT count(*) AS n FROM ${what}`).get() as { n: number }).n)
  const here = await signUpAndIn(app)
  const left = await signIn(app, here.person)
  await left.client.post('/api/auth/logout')
  const gone = await signIn(app, here.person)
  database.age(gone.sessionId, 'absolute_expires_at', 30 * DAY + 1)
  // As many as several steps take.
  const copy = database.native.prepare(
    `INSERT INTO sessions (id, user_id, token_version, generation, salt, refresh_token_hash,
       created_at, last_used_at, idle_expires_at, absolute_expires_at)
     VALUES (?, ?, 0, 0, 'salt', 'hash', 0, 0, 1, 1)`,
  )
  const note = database.native.prepare(
    `INSERT INTO security_events (id, user_id, type, created_at) VALUES (?, ?, 'sign-in', ?)`,
  )
  const now = Date.now()
  for (let index = 0; index < 600; index += 1) copy.run(`old ${index}`, here.user.id)
  for (let index = 0; index < 300; index += 1) note.run(`old ${index}`, here.user.id, index)
  note.run('just kept', here.user.id, now - 89 * DAY * 1000)
  note.run('just gone', here.user.id, now - 91 * DAY * 1000)

  await app.restart()
  const whatIsLeft = async () => {
    // The visitor, who notices nothing.
    expect((await here.client.get('/api/me', bearer(here.accessToken))).status).toBe(200)
    return [count('sessions'), count("security_events WHERE id LIKE 'old %' OR id = 'just gone'")]
  }
  // A try that fails, on a machine under load, is followed by another.
  await expect.poll(whatIsLeft, { timeout: 40_000 }).toEqual([2, 0])
  const kept = database.eventsOf(here.user.id).map(({ id }) => id)
  expect(kept).toContain('just kept')
  expect(kept).not.toContain('just gone')
  // A session that has ended stays until its absolute limit: its token can still turn up.
  expect(database.session(left.sessionId).revoked_reason).toBe('sign-out')
  await expect.poll(() => app.output.some((line) => line.includes('"purged"'))).toBe(true)
  database.close()
})

test('when the token of a deleted session comes, it gets a plain 401 and raises no alarm', async ({
  startApp,
}) => {
  const app = await startApp()
  const database = openDatabase(app)
  const held = await signUpAndIn(app)
  await held.client.post('/api/auth/refresh')
  const other = await signIn(app, held.person)
  // The row goes before its token has expired: the clock cannot be moved here.
  database.native.prepare('DELETE FROM sessions WHERE id = ?').run(held.sessionId)
  for (const token of [held.refreshToken, held.client.refreshToken]) {
    const thief = new Client(app)
    thief.refreshToken = token
    const answer = await thief.post('/api/auth/refresh')
    expectProblem(answer, 'session-expired')
    expect(answer.setCookies).toEqual(clearedCookies(app))
  }
  expectProblem(await held.client.get('/api/me', bearer(held.accessToken)), 'session-expired')
  expect(database.user(held.person.email)?.token_version).toBe(0)
  expect(database.eventsOf(held.user.id).map(({ type }) => type)).not.toContain('token-reuse')
  expect((await other.client.get('/api/me', bearer(other.accessToken))).status).toBe(200)
  database.close()
})
