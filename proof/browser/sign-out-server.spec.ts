/** Signing out: at once on the screen, and on the server as soon as it can be reached. */
import { expectNothingOf, nav, signOut, title } from '../../e2e/browser/support/pages'
import { expect, wired as test } from '../../e2e/browser/support/test'
import { gate } from '../../e2e/browser/support/wire'

const LOGOUT = '/api/auth/logout'

test('when a user signs out, the page is closed before the server has answered', async ({
  database,
  page,
  signedIn,
  wire,
}) => {
  const answer = gate()
  wire.meddle(LOGOUT, async (pass) => {
    await answer.opened
    return pass()
  })
  await page.goto('/account')
  await signOut(page)
  await expect(title(page, 'Signed out')).toBeVisible()
  await expect(title(page, 'Signed out')).toBeFocused()
  await expectNothingOf(page, signedIn.person)
  expect(database.session(signedIn.sessionId).revoked_at).toBeNull()
  answer.open()
  await expect(title(page, 'Sign in')).toBeVisible()
  expect(database.session(signedIn.sessionId).revoked_reason).toBe('sign-out')
})

test('when a user signs out on a public page, the page stays', async ({
  database,
  page,
  signedIn,
}) => {
  await page.goto('/')
  await signOut(page)
  await expect(nav(page).getByRole('link', { name: 'Sign in' })).toBeVisible()
  await expectNothingOf(page, signedIn.person)
  await expect.poll(() => database.session(signedIn.sessionId).revoked_reason).toBe('sign-out')
  await expect(page).toHaveURL('/')
})

test('when the network is away, the page is closed, says what is left to do, and does it later', async ({
  context,
  database,
  page,
  signedIn,
}) => {
  await page.goto('/account')
  await context.setOffline(true)
  await signOut(page)
  await expect(title(page, 'Signed out')).toBeVisible()
  await expectNothingOf(page, signedIn.person)
  await expect(page.getByRole('main')).toContainText(
    'the server could not be reached to end it there',
  )
  await expect(page.getByRole('main')).toContainText(
    'Until then, this browser can still open your account.',
  )
  expect(database.session(signedIn.sessionId).revoked_at).toBeNull()
  await context.setOffline(false)
  await expect(title(page, 'Sign in')).toBeVisible()
  expect(database.session(signedIn.sessionId).revoked_reason).toBe('sign-out')
  expect(await context.cookies()).toEqual([])
})
