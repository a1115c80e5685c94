/** The journey by keyboard alone, and the focus that is always seen. */
import { randomUUID } from 'node:crypto'
import type { Locator, Page } from 'playwright/test'
import {
  callAnswer,
  callButton,
  email,
  expectAccount,
  nav,
  password,
  passwords,
  submit,
  summary,
  title,
} from '../../e2e/browser/support/pages'
import { expect, test } from '../../e2e/browser/support/test'
import { newPerson, signIn } from '../../e2e/support/people'

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

test('when there is only a keyboard, a user signs up, calls the API, signs out and in again', async ({
  page,
}) => {
  // Each key is pressed: a short address is soon typed.
  const person = { ...newPerson(), email: `${randomUUID().slice(0, 8)}@mail.example` }
  await page.goto('/')

  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: 'Skip to content' })
  await expect(skip).toBeFocused()
  await expect(skip).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(
    page.getByRole('main').getByRole('link', { name: 'Create an account' }),
  ).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(title(page, 'Create an account')).toBeVisible()

  await tabTo(page, email(page))
  await page.keyboard.type(person.email)
  await page.keyboard.press('Tab')
  await expect(password(page)).toBeFocused()
  await page.keyboard.type(person.password)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await expect(password(page)).toHaveAttribute('type', 'text')
  await page.keyboard.press('Tab')
  await expect(submit(page)).toBeFocused()
  await page.keyboard.press('Enter')
  await expectAccount(page, person)

  await tabTo(page, callButton(page))
  await page.keyboard.press('Enter')
  await expect(callAnswer(page)).toContainText('200 in')
  await expect(callButton(page)).toBeFocused()

  await tabTo(page, nav(page).getByRole('button', { name: 'Sign out' }))
  await page.keyboard.press('Space')
  await expect(title(page, 'Sign in')).toBeVisible()

  await tabTo(page, email(page))
  await page.keyboard.type(person.email)
  await page.keyboard.press('Tab')
  await page.keyboard.type('not this one')
  await page.keyboard.press('Enter')
  await expect(summary(page)).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(email(page)).toBeFocused()
  await page.keyboard.press('Tab')
  // Tab selects what is in a field: typing replaces it.
  await page.keyboard.type(person.password)
  await page.keyboard.press('Enter')
  await expectAccount(page, person)
})
