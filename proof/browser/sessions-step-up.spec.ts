/** Ending sessions when the last password check is old: the dialog, and what cancels it. */
import { callMe, dialog, password, title } from '../../e2e/browser/support/pages'
import { done, endButton, everywhere } from '../../e2e/browser/support/session-list'
import { forgetPasswordCheck } from '../../e2e/browser/support/sessions'
import { expect, test } from '../../e2e/browser/support/test'
import { signIn } from '../../e2e/support/people'

test('when Back leaves the page, the dialog goes and the call is cancelled', async ({
  app,
  database,
  page,
  signedIn,
}) => {
  const there = await signIn(app, signedIn.person)
  forgetPasswordCheck(database, signedIn.sessionId)
  await page.goto('/account')
  await page.getByRole('navigation', { name: 'Account' }).getByText('Sessions').click()
  const [one, all] = [endButton(page), everywhere(page)]
  for (const button of [one, all]) {
    await button.click()
    await expect(dialog(page)).toBeVisible()
    await page.goBack()
    await expect(title(page, 'Your account')).toBeVisible()
    await expect(dialog(page)).toHaveCount(0)
    // The page below is no longer held by a modal dialog.
    await callMe(page)
    await page.goForward()
    await expect(dialog(page)).toHaveCount(0)
  }
  expect(database.session(there.sessionId).revoked_at).toBeNull()
  await one.click()
  await password(page).fill(signedIn.person.password)
  await password(page).press('Enter')
  await expect(done(page)).toContainText('Session ended')
})

test('when a user signs out everywhere, it takes the password, and without it no one is signed out', async ({
  database,
  page,
  signedIn,
}) => {
  forgetPasswordCheck(database, signedIn.sessionId)
  await page.goto('/account/sessions')
  await everywhere(page).click()
  await expect(dialog(page)).toHaveAccessibleDescription('It is needed to sign out everywhere.')
  await dialog(page).getByRole('button', { name: 'Cancel' }).click()
  const region = page.getByRole('region', { name: 'Sign out everywhere' })
  await expect(region.getByRole('status')).toHaveText(
    'No one was signed out: that needs your password.',
  )
  await expect(region.getByRole('alert')).toHaveCount(0)
  await everywhere(page).click()
  await password(page).fill(signedIn.person.password)
  await password(page).press('Enter')
  await expect(title(page, 'Signed out everywhere')).toBeVisible()
})
