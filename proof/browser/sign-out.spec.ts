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

test('when a captive portal answers the sign-out with yes, it does not count as the server', async ({
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

test('when the tab is closed right after the press, the session still ends', async ({
  database,
  page,
  signedIn,
}) => {
  await page.goto('/account')
  await signOut(page)
  await page.close()
  await expect.poll(() => database.session(signedIn.sessionId).revoked_reason).toBe('sign-out')
})

test('when the user leaves while the sign-out waits for another tab, the session still ends', async ({
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

test('when the server has not confirmed it yet, a user can sign in again, which ends what is left', async ({
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
  // In a new document no one has signed out: the form leads on.
  await page.goto('/sign-in')
  await expectAccount(page, signedIn.person)
})
