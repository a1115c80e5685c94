import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from '../../db/sqlite-driver.mjs'
import { AppDidNotStart } from '../../e2e/support/app'
import { Client } from '../../e2e/support/client'
import { signIn, signUp } from '../../e2e/support/people'
import { expect, test } from '../../e2e/support/test'
import { withoutPackages } from '../support/build'

test('when the list of common passwords is not installed, the start fails, and not a sign-up', async ({
  startApp,
}) => {
  const error = await startApp({ root: withoutPackages() }).catch((reason: unknown) => reason)
  if (!(error instanceof AppDidNotStart)) throw error
  const { exitCode, output } = error
  expect(exitCode).toBeGreaterThan(0)
  expect(output.filter((line) => line.startsWith('The list of common passwords'))).toHaveLength(1)
  expect(output.join('\n')).not.toMatch(/\bat \S+ \(|"event":"sys_startup"/)
})

test('when two start at the same time on one fresh database, both come up', async ({
  startApp,
}, info) => {
  const dataDir = info.outputPath('data')
  const release = holdFirstMigration(dataDir)
  const env = { AUTH_SECRET: randomBytes(48).toString('hex') }
  const starts = [startApp({ dataDir, env }), startApp({ dataDir, env })]
  // By now both wait for the first table.
  await sleep(3000)
  release()
  const [first, second] = await Promise.all(starts)
  if (!first || !second) throw new Error('Two apps were started')
  // They are one app: a user who signs up at one signs in at the other.
  const { refreshToken } = await signIn(second, await signUp(new Client(first)))
  const elsewhere = new Client(first)
  elsewhere.refreshToken = refreshToken
  expect((await elsewhere.post('/api/auth/refresh')).headers['session-refresh']).toBe('rotated')
  const back = new Client(second)
  back.refreshToken = elsewhere.refreshToken
  expect((await back.post('/api/auth/refresh')).headers['session-refresh']).toBe('unchanged')
})

/**
 * Makes a database as a start leaves it that died before its first migration, and locks it: every
 * start waits at the same statement.
 *
 * @returns what releases them.
 */
function holdFirstMigration(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true })
  const database = new Database(`${dataDir}/app.db`)
  database.pragma('journal_mode = WAL')
  database.exec(
    'CREATE TABLE __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)',
  )
  database.exec('BEGIN IMMEDIATE')
  return () => database.close()
}
