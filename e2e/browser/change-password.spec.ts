/** A new password: everybody else is out, and whoever changed it goes on. */

import { Client } from '../support/client'
import { cookieName } from '../support/cookie'
import { newPerson, signIn, signUpAndIn } from '../support/people'
import {
  bearerOf,
  callMe,
  changePassword,
  enter,
  expectAccount,
  expectNothingOf,
  passwords,
  pressCall,
  refreshTokenOf,
  signUpOnPage,
  summary,
  title,
  typeHalfACharacter,
} from './support/pages'
import { newestSession } from './support/sessions'
import { expect, test, wired } from './support/test'
import { gate } from './support/wire'

const NEW_PASSWORD = 'seven green umbrellas'

test('the other device is out and told why; this one and its tabs do not notice @phone', async ({
  app,
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
  const old = await new Client(app).post('/api/auth/login', person)
  expect(old.status).toBe(401)
})

test('what is wrong is said at its field, and ends nothing', async ({ app, page }) => {
  const { person, refreshToken } = await signUpAndIn(app)
  await page.context().addCookies([{ name: cookieName(app), value: refreshToken, url: app.url }])
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

  for (const [weak, why] of [
    ['short', /at least 8 characters/i],
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

test('when half a character is typed, it is sent as it is, and refused', async ({
  page,
  signedIn,
}) => {
  await page.goto('/account/security')
  const { current, next } = passwords(page)
  await current.fill(signedIn.person.password)
  await typeHalfACharacter(next)
  await next.press('Enter')
  await expect(next).toHaveAccessibleDescription(/broken character/)
})

test('is a form that password managers know', async ({ page, signedIn }) => {
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
  const toggles = form.getByRole('button', { name: 'Show password' })
  await passwords(page).next.fill(NEW_PASSWORD)
  await toggles.nth(1).click()
  await expect(passwords(page).next).toHaveAttribute('type', 'text')
  await expect(passwords(page).current).toHaveAttribute('type', 'password')
})

wired(
  'a tab that calls in the very moment goes on with the new session',
  async ({ context, page, wire }) => {
    const person = newPerson()
    await signUpOnPage(page, person)
    const tab = await context.newPage()
    await tab.goto('/account')
    await callMe(tab)
    await page.goto('/account/security')
    // The server has changed it, and the browser does not know yet.
    const answer = gate()
    wire.meddle('/api/auth/change-password', async (pass) => {
      const reply = await pass()
      await answer.opened
      return reply
    })
    await changePassword(page, person.password, NEW_PASSWORD)
    await expect.poll(() => wire.arrived('/api/auth/change-password')).toBe(1)
    await expect(page.getByRole('button', { name: 'Changing password…' })).toBeVisible()
    await pressCall(tab)
    answer.open()
    await expect(page.getByText('Your password was changed.')).toBeVisible()
    await callMe(tab)
    await expectAccount(tab, person)
  },
)

test('when an answer is lost after its cookie came, the refusal of the old password says why', async ({
  page,
  signedIn: { person },
}) => {
  await page.goto('/account/security')
  await page.route('**/api/auth/change-password', async (route) => {
    await route.fetch()
    await route.abort()
  })
  await changePassword(page, person.password, NEW_PASSWORD)
  await expect(summary(page)).toContainText('may have changed')
  await page.unrouteAll()
  const { current } = passwords(page)
  await changePassword(page, person.password, NEW_PASSWORD)
  await expect(current).toHaveAccessibleDescription(/It may have changed.*enter the new one\.$/)
  await changePassword(page, NEW_PASSWORD, 'eight green umbrellas')
  await expect(page.getByText('Your password was changed.')).toBeVisible()
})

wired('an answer that is lost locks nobody out', async ({ page, wire }) => {
  const person = newPerson()
  await signUpOnPage(page, person)
  await page.goto('/account/security')
  const stop = wire.meddle('/api/auth/change-password', async (pass) => {
    await pass()
    return 'lost'
  })
  await changePassword(page, person.password, NEW_PASSWORD)
  await expect(summary(page)).toContainText('may have changed')
  stop()
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(title(page, 'Your password was changed')).toBeVisible()
  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click()
  await enter(page, { ...person, password: NEW_PASSWORD })
  await expect(title(page, 'Security')).toBeVisible()
  expect(await refreshTokenOf(page.context())).toBeDefined()
})
