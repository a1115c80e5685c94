/** What impatient people and many tabs do to a rotating token. None of it is theft. */
import type { Page } from 'playwright/test'
import { callMe, expectAccount, refreshTokenOf } from '../../e2e/browser/support/pages'
import { holderOf, LONG_AGO } from '../../e2e/browser/support/sessions'
import { expect, test, wired } from '../../e2e/browser/support/test'
import type { App } from '../../e2e/support/app'
import type { AppDatabase } from '../../e2e/support/database'
import type { SignedIn } from '../../e2e/support/people'

const ROUNDS = 10
/** So many and none has cut a refresh off: something else is wrong. */
const MOST_ROUNDS = 100

/** Asserts that a session lives, that no alarm was raised, and that the browser's cookie works. */
async function expectUnharmed(
  { app, database, page }: { app: App; database: AppDatabase; page: Page },
  { person, sessionId, user }: SignedIn,
): Promise<void> {
  await expectAccount(page, person)
  await callMe(page)
  expect(database.session(sessionId).revoked_at).toBeNull()
  expect(database.user(person.email)?.token_version).toBe(0)
  const alarms = app.output.filter((line) => line.includes('authn_token_reuse'))
  expect(alarms.filter((line) => line.includes(user.id))).toEqual([])
  const token = await refreshTokenOf(page.context())
  const answer = await holderOf(app, token ?? '').post('/api/auth/refresh')
  expect(answer.status).toBe(200)
}

test('when a user reloads again and again during a refresh, the session goes on', async ({
  app,
  database,
  page,
  signedIn,
}) => {
  let cutOff = 0
  page.on('requestfailed', (request) => {
    if (request.url().endsWith('/api/auth/refresh')) cutOff += 1
  })
  await page.goto('/account')
  for (let round = 0; round < ROUNDS || cutOff === 0; round += 1) {
    if (round === MOST_ROUNDS) throw new Error('No reload has cut a refresh off')
    // Each round may rotate: the last rotation was long ago.
    const session = database.session(signedIn.sessionId)
    if (session.rotated_at) database.age(session.id, 'rotated_at', LONG_AGO)
    const asked = page.waitForRequest('**/api/auth/refresh')
    // Not `reload`, which fails where the page of the last one is not quite there yet.
    await page.goto('/account', { waitUntil: 'commit' })
    await asked
  }
  await expectUnharmed({ app, database, page }, signedIn)
  expect(database.session(signedIn.sessionId).generation).toBeGreaterThan(0)
})

wired(
  'when answers never arrive, reload after reload, the session goes on',
  async ({ app, database, page, signedIn, wire }) => {
    const restore = wire.meddle('/api/auth/refresh', async (pass) => {
      await pass()
      return 'lost'
    })
    for (let round = 1; round <= 3; round += 1) {
      await page.goto('/account')
      await expect.poll(() => wire.exchanges.filter(isRefresh).length).toBeGreaterThanOrEqual(round)
    }
    expect(database.session(signedIn.sessionId).generation).toBe(1)
    // The only generation that the browser has is the one before: the lost answers were its own.
    expect(await refreshTokenOf(page.context())).toBe(signedIn.refreshToken)
    restore()
    // The page asks again by itself, and a call waits for no refresh that is still being lost.
    await expect.poll(() => refreshTokenOf(page.context())).not.toBe(signedIn.refreshToken)
    await expectUnharmed({ app, database, page }, signedIn)
  },
)

test('when four tabs are opened at once, they share one rotation', async ({
  app,
  context,
  database,
  page,
  signedIn,
}) => {
  const outcomes: (string | undefined)[] = []
  context.on('response', (response) => {
    if (response.url().endsWith('/api/auth/refresh')) {
      outcomes.push(response.headers()['session-refresh'])
    }
  })
  const tabs = [page, ...(await Promise.all([1, 2, 3].map(() => context.newPage())))]
  await Promise.all(tabs.map((tab) => tab.goto('/account')))
  for (const tab of tabs) {
    await expectAccount(tab, signedIn.person)
    await callMe(tab)
  }
  expect(outcomes.sort()).toEqual(['rotated', 'unchanged', 'unchanged', 'unchanged'])
  expect(database.session(signedIn.sessionId).generation).toBe(1)
  await expectUnharmed({ app, database, page }, signedIn)
})

function isRefresh({ path }: { path: string }): boolean {
  return path === '/api/auth/refresh'
}
