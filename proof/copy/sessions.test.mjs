import { expect, it, vi } from 'vitest'
import { databases, dbCopy } from './testing.mjs'

const { sqliteUrl, postgresqlUrl } = databases()

/** The domain as a process with this DATABASE_URL has it: it is chosen when its modules load. */
async function domain(url) {
  vi.stubEnv('DATABASE_URL', url)
  vi.resetModules()
  const { migrateDatabase } = await import('../../db/migrate')
  const { openDatabase } = await import('../../db/client')
  const { signInWithPassword } = await import('../../lib/auth/sessions/sign-in')
  const { refreshSession } = await import('../../lib/auth/sessions/refresh')
  const { signUp } = await import('../../lib/auth/account/sign-up')
  const testing = await import('../../lib/auth/testing')
  await migrateDatabase(url)
  const { db, close } = openDatabase(url)
  const config = testing.testConfig({ DATABASE_URL: url, BCRYPT_COST: '4' })
  const at = (now) => ({ config, db, now, device: testing.DEVICE })
  return { ...testing, at, close, signInWithPassword, refreshSession, signUp }
}

const person = { email: 'someone@example.com', password: 'correct horse battery' }
const MINUTE = 60_000

it('when the app moves to PostgreSQL and back, sessions and passwords still work', async () => {
  const [first, second, third] = [sqliteUrl(), await postgresqlUrl(), sqliteUrl()]

  const here = await domain(first)
  const { START, tokenOf } = here
  const nothingHeld = { refreshTokens: [] }
  expect(await here.signUp(here.at(START), person)).toMatchObject({ ok: true })
  const signedIn = await here.signInWithPassword(here.at(START), person, nothingHeld)
  const generation0 = tokenOf(signedIn.grant)
  const rotated = await here.refreshSession(here.at(START + 5 * MINUTE), generation0)
  expect(rotated).toMatchObject({ ok: true, outcome: 'rotated' })
  const generation1 = tokenOf(rotated.grant)
  await here.close()

  expect(await dbCopy(['--from', first, '--to', second])).toMatchObject({ code: 0 })
  const there = await domain(second)
  const moved = await there.refreshSession(there.at(START + 10 * MINUTE), generation1)
  expect(moved).toMatchObject({ ok: true, outcome: 'rotated' })
  const generation2 = tokenOf(moved.grant)
  expect(
    await there.signInWithPassword(there.at(START + 10 * MINUTE), person, nothingHeld),
  ).toMatchObject({
    ok: true,
  })
  await there.close()

  expect(await dbCopy(['--from', second, '--to', third])).toMatchObject({ code: 0 })
  const back = await domain(third)
  const returned = await back.refreshSession(back.at(START + 15 * MINUTE), generation2)
  expect(returned).toMatchObject({ ok: true, outcome: 'rotated' })
  // What was stale before the moves is known for it after them.
  const stale = await back.refreshSession(back.at(START + 20 * MINUTE), generation0)
  expect(stale).toMatchObject({ ok: false, code: 'token-reuse' })
  await back.close()
})
