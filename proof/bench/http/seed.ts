/**
 * Prints the tokens of people who are signed in, as JSON: some who call, some whose refresh token
 * rotated just now, and many who have just signed in. Their sessions are in DATABASE_URL.
 */

import { randomUUID } from 'node:crypto'
import { openDatabase } from '../../../db/client'
import { insertUser } from '../../../db/users'
import { strangerLane } from '../../../lib/auth/passwords/hash-lanes'
import { hashPassword } from '../../../lib/auth/passwords/password-hash'
import { refreshSession } from '../../../lib/auth/sessions/refresh'
import type { Grant } from '../../../lib/auth/sessions/session-tokens'
import { startSession } from '../../../lib/auth/sessions/start-session'
import { REFRESH_COOKIE } from '../../../lib/brand'
import { config } from '../../../lib/config/config'
import { concurrently } from '../lib/concurrently'

/** As many as it takes for no session to meet a limit of the app. */
const IN_TURNS = 64

const settings = config()
const connection = openDatabase(settings.databaseUrl)
const device = { userAgent: 'bench', ip: '127.0.0.1' }
const context = { config: settings, db: connection.db, now: Date.now(), device }

const hashed = await hashPassword(
  process.env.BENCH_PASSWORD ?? '',
  settings,
  strangerLane({ device }, ''),
)
if (!hashed.ok) throw new Error(hashed.code)
const passwordHash = hashed.value

const tokens = ({ accessToken, refreshToken }: Grant) => ({
  accessToken,
  refreshToken: refreshToken?.value ?? '',
})

async function signIn() {
  const id = randomUUID()
  const email = `${id}@example.com`
  const user = await insertUser(connection.db, { id, email, passwordHash, createdAt: context.now })
  if (!user) throw new Error('this address is taken')
  const grant = await startSession(context, user, device)
  if (!grant) throw new Error('this user may not sign in')
  return { email, ...tokens(grant) }
}

async function refreshed() {
  const { refreshToken } = await signIn()
  const result = await refreshSession(context, refreshToken)
  if (!result.ok) throw new Error(result.code)
  return tokens(result.grant)
}

async function many<Person>(count: number, one: () => Promise<Person>): Promise<Person[]> {
  const all: Person[] = []
  await concurrently(count, async () => {
    all.push(await one())
  })
  return all
}

const people = {
  cookieName: REFRESH_COOKIE,
  callers: await many(IN_TURNS, signIn),
  returning: await many(IN_TURNS, refreshed),
  once: await many(Number(process.env.BENCH_PEOPLE), signIn),
}
await connection.close()
// The threads that hash passwords would keep this process for a while.
process.stdout.write(JSON.stringify(people), () => process.exit())
