/** The journey by keyboard alone, and the focus that is always seen. */
import type { Locator, Page } from 'playwright/test'
import { passwords } from '../../e2e/browser/support/pages'
import { expect, test } from '../../e2e/browser/support/test'
import { signIn } from '../../e2e/support/people'

/** More stops than any page has. */
const LONGEST_WAY = 40

/** Presses Tab until a control has the focus. @param key `Shift+Tab` to go the other way. */
async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  await expect(target).toBeVisible()
  for (let presses = 0; presses < LONGEST_WAY; presses += 1) {
    await page.keyboard.press(key)
    if (await target.evaluate((element) => element === document.activeElement)) return
  }
  throw new Error(`Tab does not lead to ${target}`)
}

test('when there is only a keyboard, a user ends a session and changes the password', async ({
  app,
  page,
  signedIn,
}) => {
  await signIn(app, signedIn.person)
  await page.goto('/account')
  await tabTo(page, page.getByRole('link', { name: 'Sessions' }))
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByRole('button', { name: /^End session/ }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Other sessions' })).toBeFocused()
  await expect(page.getByText('You are signed in nowhere else.')).toBeVisible()

  await tabTo(page, page.getByRole('link', { name: 'Security' }), 'Shift+Tab')
  await page.keyboard.press('Enter')
  await tabTo(page, passwords(page).current)
  await page.keyboard.type(signedIn.person.password)
  await tabTo(page, passwords(page).next)
  await page.keyboard.type('seven green umbrellas')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Your password was changed.')).toBeVisible()
})
