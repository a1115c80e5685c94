/** Signing out: at once on the screen, and on the server as soon as it can be reached. */

import {
  enter,
  expectAccount,
  expectNothingOf,
  nav,
  notice,
  signOut,
  title,
} from '../../e2e/browser/support/pages'
import { expect, wired as test } from '../../e2e/browser/support/test'
import { problemReply } from '../../e2e/browser/support/wire'
import { TAB_LOCK } from '../../lib/brand'
import { htmlReply } from './support/portal'

const LOGOUT = '/api/auth/logout'

test('a portal that says yes to everything does not count as the server', async ({
  database,
  page,
  signedIn,
  wire,
}) => {
  const restore = wire.meddle(LOGOUT, async () => htmlReply(200))
  await page.goto('/')
  await signOut(page)
  await expect(notice(page)).toContainText('Not signed out on the server yet.')
  await expectNothingOf(page, signedIn.person)
  expect(database.session(signedIn.sessionId).revoked_at).toBeNull()
  restore()
  await expect(notice(page)).not.toContainText('Not signed out')
  expect(database.session(signedIn.sessionId).revoked_reason).toBe('sign-out')
})

test('closing the tab right after the press still ends the session', async ({
  database,
  page,
  signedIn,
}) => {
  await page.goto('/account')
  await signOut(page)
  await page.close()
  await expect.poll(() => database.session(signedIn.sessionId).revoked_reason).toBe('sign-out')
})

test('leaving while the sign-out waits its turn behind another tab still ends the session', async ({
  context,
  database,
  page,
  signedIn,
  wire,
}) => {
  const other = await context.newPage()
  await other.goto('/nowhere', { waitUntil: 'networkidle' })
  await page.goto('/account', { waitUntil: 'networkidle' })
  await other.evaluate((lock) => {
    void navigator.locks.request(lock, () => new Promise(() => {}))
  }, TAB_LOCK)
  await signOut(page)
  await expect(title(page, 'Signed out')).toBeVisible()
  expect(wire.arrived(LOGOUT)).toBe(0)
  await page.goto('about:blank')
  await expect.poll(() => database.session(signedIn.sessionId).revoked_reason).toBe('sign-out')
})

test('while the server has not confirmed it, signing in again is possible and ends what is left', async ({
  database,
  page,
  signedIn,
  wire,
}) => {
  wire.meddle(LOGOUT, async () => problemReply(503, 'busy', 'The server is busy.', 1))
  await page.goto('/')
  await signOut(page)
  await expect(notice(page)).toContainText('Not signed out on the server yet.')
  await nav(page).getByRole('link', { name: 'Sign in' }).click()
  await expect(title(page, 'Sign in')).toBeVisible()
  await expectNothingOf(page, signedIn.person)
  await enter(page, signedIn.person)
  await expectAccount(page, signedIn.person)
  await expect(notice(page)).not.toContainText('Not signed out')
  expect(database.session(signedIn.sessionId).revoked_at).not.toBeNull()
  // In a new document nobody has signed out: the form leads on.
  await page.goto('/sign-in?again')
  await expectAccount(page, signedIn.person)
})
