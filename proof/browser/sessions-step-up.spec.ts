/** Ending sessions when the last password check is old: the dialog, and what cancels it. */
import type { Locator, Page } from 'playwright/test'
import { callMe, dialog, password, title } from '../../e2e/browser/support/pages'
import { forgetPasswordCheck } from '../../e2e/browser/support/sessions'
import { expect, test } from '../../e2e/browser/support/test'
import { signIn } from '../../e2e/support/people'

const others = (page: Page): Locator => page.getByRole('region', { name: 'Other sessions' })
const said = (page: Page): Locator => others(page).getByRole('status')
const everywhere = (page: Page): Locator =>
  page.getByRole('button', { name: 'Sign out everywhere' })

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
  const [one, all] = [others(page).getByRole('button', { name: /^End session/ }), everywhere(page)]
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
  await expect(said(page)).toContainText('Session ended')
})

test('signing out everywhere asks for it as well, and signs no one out without it', async ({
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
