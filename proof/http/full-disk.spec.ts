/** A database whose disk is full: people wait, no one is signed out, and room mends it. */
import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import type { App } from '../../e2e/support/app'
import { Client } from '../../e2e/support/client'
import { openDatabase } from '../../e2e/support/database'
import { signIn, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { expect, test } from '../../e2e/support/test'

/**
 * Takes the room away. SQLite: no file of the process may become larger than its write-ahead log is
 * now, which the system refuses as a full disk does. PostgreSQL: every write says what it says then.
 *
 * @returns how to give it back.
 */
function fill(app: App): () => void {
  if (app.databaseUrl.startsWith('file:')) {
    const limit = (size: string) =>
      execFileSync('prlimit', ['--pid', String(app.pid()), `--fsize=${size}:`])
    limit(String(statSync(`${app.databaseFile}-wal`).size))
    return () => void limit('unlimited')
  }
  const database = openDatabase(app)
  database.native.exec(
    `CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
     CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON sessions EXECUTE FUNCTION full_disk()`,
  )
  return () => {
    database.native.exec('DROP FUNCTION full_disk CASCADE')
    database.close()
  }
}

test('when the disk is full, writing is 503 with Retry-After, readiness is 503, and no one is signed out', async ({
  startApp,
  databaseKind,
}) => {
  // biome-ignore lint/suspicious/noSkippedTests: only there a running process can be limited
  test.skip(databaseKind === 'sqlite' && process.platform !== 'linux', 'needs prlimit')
  const app = await startApp()
  const database = openDatabase(app)
  const here = await signUpAndIn(app)
  const there = await signIn(app, here.person)
  await here.client.post('/api/auth/refresh')
  database.age(here.sessionId, 'rotated_at', 61)
  const { refreshToken } = here.client
  const logged = app.output.length
  const giveBack = fill(app)

  const visitor = new Client(app)
  for (const answer of [
    await visitor.post('/api/auth/login', here.person),
    await here.client.post('/api/auth/refresh'),
    await there.client.post('/api/auth/logout'),
  ]) {
    expectProblem(answer, 'busy')
    expect(answer.setCookies).toEqual([])
  }
  const ready = await visitor.get('/api/health/ready')
  expect(ready.status).toBe(503)
  expect(ready.json()).toEqual({ status: 'unavailable', database: 'not-writable' })
  expect((await visitor.get('/api/health/live')).status).toBe(200)

  expect(app.output.slice(logged).join('\n')).toMatch(
    /"event":"request_failed".*"code":"(SQLITE_(FULL|IOERR)\w*|53100)"/,
  )

  giveBack()
  expect(here.client.refreshToken).toBe(refreshToken)
  const refreshed = await here.client.post('/api/auth/refresh')
  expect(refreshed.headers['session-refresh']).toBe('rotated')
  expect((await there.client.post('/api/auth/logout')).status).toBe(204)
  await signIn(app, here.person, visitor)
  database.close()
})
