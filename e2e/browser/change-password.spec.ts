/** A new password ends every other session, and this one goes on. */
import { newPerson, signIn } from '../support/people'
import {
  bearerOf,
  callMe,
  changePassword,
  enter,
  expectAccount,
  expectNothingOf,
  passwords,
  pressCall,
  signUpOnPage,
  summary,
  title,
} from './support/pages'
import { newestSession } from './support/sessions'
import { expect, test } from './support/test'

const NEW_PASSWORD = 'seven green umbrellas'

test('when the password is changed, other devices are signed out and say why, and this one goes on @phone', async ({
  context,
  database,
  otherDevice,
  page,
}) => {
  const person = newPerson()
  await signUpOnPage(page, person)
  const tab = await context.newPage()
  await tab.goto('/account')
  const oldToken = await bearerOf(await callMe(tab))
  const other = await otherDevice(person)
  await callMe(other)
  const before = newestSession(database, person)

  await page.goto('/account/security')
  await changePassword(page, person.password, NEW_PASSWORD)
  await expect(page.getByText('Your password was changed.')).toBeVisible()
  await expect(page.getByRole('main').getByRole('status').first()).toBeFocused()
  // The form is gone, and with it what was typed.
  await expect(passwords(page).current).toHaveCount(0)

  await pressCall(other)
  await expect(title(other, 'Your password was changed')).toBeVisible()
  await expect(other.getByRole('main')).toContainText('Sign in with the new password.')
  await expectNothingOf(other, person)

  expect(await bearerOf(await callMe(tab))).not.toBe(oldToken)
  await page.getByRole('navigation', { name: 'Account' }).getByText('Overview').click()
  await expectAccount(page, person)
  await callMe(page)
  const after = newestSession(database, person)
  expect(after.id).not.toBe(before.id)
  for (const each of [page, tab]) {
    await each.reload()
    await expectAccount(each, person)
    await callMe(each)
  }

  await other.getByRole('main').getByRole('link', { name: 'Sign in' }).click()
  await enter(other, person)
  await expect(summary(other)).toContainText('wrong')
  await enter(other, { ...person, password: NEW_PASSWORD })
  await expectAccount(other, person)
})

test('when a field is refused, its error stands there, and no session ends', async ({
  app,
  page,
  signedIn: { person },
}) => {
  await page.goto('/account/security')
  const { current, next } = passwords(page)
  await next.press('Enter')
  await expect(current).toHaveAccessibleDescription('Enter your current password.')
  await expect(next).toHaveAccessibleDescription(/Enter a new password\.$/)
  await expect(current).toBeFocused()

  await changePassword(page, 'not my password', NEW_PASSWORD)
  await expect(current).toHaveAccessibleDescription('This is not your current password.')
  await expect(current).toBeFocused()
  await expect(next).toHaveValue(NEW_PASSWORD)
  await expect(next).not.toHaveAttribute('aria-invalid')

  // The hint says "At least 8 characters." before anything is sent; the refusal begins with "Use".
  for (const [weak, why] of [
    ['short', /Use at least 8 characters/],
    ['password1', /attackers try/],
    [person.password, /the password you have/],
  ] as const) {
    await changePassword(page, person.password, weak)
    await expect(next).toHaveAccessibleDescription(why)
    await expect(next).toBeFocused()
    await expect(current).not.toHaveAttribute('aria-invalid')
  }
  await page.goto('/account')
  await callMe(page)
  await signIn(app, person)
})

test('when a password manager looks at the form, it finds the account and both passwords', async ({
  page,
  signedIn,
}) => {
  await page.goto('/account/security')
  const form = page.locator('form', { has: passwords(page).current })
  const username = form.locator('input[autocomplete=username]')
  await expect(username).toHaveValue(signedIn.person.email)
  await expect(username).toBeHidden()
  await expect(passwords(page).current).toHaveAttribute('autocomplete', 'current-password')
  await expect(passwords(page).next).toHaveAttribute('autocomplete', 'new-password')
  for (const field of [passwords(page).current, passwords(page).next]) {
    await expect(field).toHaveAttribute('type', 'password')
    await expect(field).toHaveAttribute('required')
  }
})
