/** A session on a bad network: only the server's own word ends one. */
import {
  callAnswer,
  callMe,
  expectAccount,
  notice,
  pressCall,
  title,
} from '../../e2e/browser/support/pages'
import { expect, wired as test } from '../../e2e/browser/support/test'
import { gate, type Meddling, problemReply } from '../../e2e/browser/support/wire'
import { htmlReply } from './support/portal'

const REFRESH = '/api/auth/refresh'

const TROUBLES: [what: string, meddling: Meddling, words: string][] = [
  [
    'a captive portal that refuses',
    async () => htmlReply(401),
    'The server cannot be reached. You stay signed in.',
  ],
  [
    'a captive portal that says yes to everything',
    async () => htmlReply(200),
    'The server cannot be reached. You stay signed in.',
  ],
  [
    'a proxy whose refusal is JSON, but no problem of this app',
    async () => ({
      status: 401,
      headers: [['Content-Type', 'application/json']],
      body: '{"code":"session-revoked"}',
    }),
    'The server cannot be reached. You stay signed in.',
  ],
  [
    'a busy server',
    async () => problemReply(503, 'busy', 'The server is busy.', 1),
    'The server cannot be reached. You stay signed in.',
  ],
  [
    'a limiter',
    async () => problemReply(429, 'too-many-requests', 'That was too often.', 1),
    'Too many requests for now. You stay signed in.',
  ],
  ['a connection that breaks', async () => 'lost', 'The server cannot be reached.'],
]

test('when a refresh meets trouble, the page says which, keeps the session and goes on by itself', async ({
  page,
  signedIn,
  wire,
}) => {
  for (const [what, meddling, words] of TROUBLES) {
    await test.step(what, async () => {
      const restore = wire.meddle(REFRESH, meddling)
      await page.goto('/account')
      await expect(notice(page)).toContainText(words)
      await expectAccount(page, signedIn.person)
      restore()
      await expect(notice(page)).toBeEmpty()
    })
  }
  await callMe(page)
  await expectAccount(page, signedIn.person)
})

test('when a limiter lets a call get no token, the page shows how long to wait', async ({
  page,
  signedIn,
  wire,
}) => {
  wire.meddle(REFRESH, async () =>
    problemReply(429, 'too-many-requests', 'That was too often.', 90),
  )
  await page.goto('/account')
  await expect(notice(page)).toContainText('Too many requests for now.')
  await pressCall(page)
  await expect(callAnswer(page)).toContainText(/That was too often\. The wait is \d+ seconds\./)
  // The wish of the server holds for the button too.
  expect(wire.arrived(REFRESH)).toBe(1)
  expect(wire.arrived('/api/me')).toBe(0)
  await expectAccount(page, signedIn.person)
})

test('when a refresh is never answered, it is given up and the session stays', async ({
  page,
  signedIn,
  wire,
}) => {
  await page.clock.install()
  const restore = wire.meddle(REFRESH, () => new Promise(() => {}))
  await page.goto('/account')
  await expect.poll(() => wire.arrived(REFRESH)).toBe(1)
  await expect(notice(page)).toBeEmpty()
  await page.clock.fastForward('00:10')
  await expect(notice(page)).toContainText('The server cannot be reached. You stay signed in.')
  restore()
  await page.clock.fastForward('00:02')
  await expect(notice(page)).toBeEmpty()
  await callMe(page)
  await expectAccount(page, signedIn.person)
})

test('when the network goes away, the page stays and shows that until it is back', async ({
  context,
  page,
  signedIn,
}) => {
  await page.goto('/account')
  await callMe(page)
  await context.setOffline(true)
  await expect(notice(page)).toContainText('You are offline. You stay signed in.')
  await pressCall(page)
  await expect(callAnswer(page)).toContainText('Not answered')
  await expectAccount(page, signedIn.person)
  await context.setOffline(false)
  await expect(notice(page)).toBeEmpty()
  await callMe(page)
})

test('when a token runs out offline, it is replaced as soon as the network is back', async ({
  context,
  page,
  signedIn,
  wire,
}) => {
  await page.clock.install()
  await page.goto('/account')
  await callMe(page)
  await context.setOffline(true)
  await page.clock.fastForward('16:00')
  await pressCall(page)
  await expect(callAnswer(page)).toContainText('You are offline.')
  expect(wire.arrived(REFRESH)).toBe(1)
  await context.setOffline(false)
  await expect(notice(page)).toBeEmpty()
  await callMe(page)
  expect(wire.arrived(REFRESH)).toBe(2)
  await expectAccount(page, signedIn.person)
})

test('when the server restarts, the session goes on', async ({ app, page, signedIn }) => {
  await page.goto('/account')
  await callMe(page)
  await app.kill()
  await pressCall(page)
  await expect(callAnswer(page)).toContainText('Not answered')
  await expectAccount(page, signedIn.person)
  await app.restart()
  await callMe(page)
  await page.reload()
  await expectAccount(page, signedIn.person)
  await callMe(page)
})

test('when the answer of a refresh comes after a sign-out, the session stays ended', async ({
  context,
  database,
  page,
  signedIn,
  wire,
}) => {
  const answer = gate()
  wire.meddle(REFRESH, async (pass) => {
    const reply = await pass()
    await answer.opened
    return reply
  })
  await page.goto('/account')
  await expect.poll(() => database.session(signedIn.sessionId).generation).toBe(1)
  await page.getByRole('navigation').getByRole('button', { name: 'Sign out' }).click()
  await expect(title(page, 'Sign in')).toBeVisible()
  answer.open()
  await expect.poll(() => wire.exchanges.filter(({ path }) => path === REFRESH).length).toBe(1)
  await page.goto('/account')
  await expect(title(page, 'Sign in')).toBeVisible()
  expect(await context.cookies()).toEqual([])
  expect(database.session(signedIn.sessionId).revoked_reason).toBe('sign-out')
})
