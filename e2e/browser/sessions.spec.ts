/** The list of sessions: what it shows, and that ending one ends it. */
import type { Locator, Page } from 'playwright/test'
import { newPerson, signIn } from '../support/people'
import {
  callMe,
  dialog,
  enter,
  expectAccount,
  expectNothingOf,
  nav,
  password,
  pressCall,
  signUpOnPage,
  title,
} from './support/pages'
import { cards, done, endButton, everywhere, FIREFOX, others } from './support/session-list'
import { forgetPasswordCheck } from './support/sessions'
import { expect, test } from './support/test'

const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1'

const own = (page: Page): Locator => page.getByRole('region', { name: 'This session' })

test('when a session is ended in the list, its device shows that at its next action @phone', async ({
  otherDevice,
  page,
}) => {
  const person = newPerson()
  await signUpOnPage(page, person)
  const other = await otherDevice(person, { userAgent: FIREFOX })
  await callMe(other)

  await nav(page).getByRole('link', { name: 'Account' }).click()
  await page.getByRole('navigation', { name: 'Account' }).getByText('Sessions').click()
  await expect(title(page, 'Your sessions')).toBeVisible()
  await expect(own(page).getByRole('heading', { level: 3 })).toContainText('Chrome')
  await expect(own(page)).toContainText(/Began.*\d\d.*Last used.*\d\d/)
  await expect(cards(page)).toHaveText(['Firefox 140 on Windows'])
  await expect(others(page)).toContainText(/Began.*\d\d.*Last used.*\d\d/)

  await others(page).getByRole('button', { name: 'End session Firefox 140 on Windows' }).click()
  await expect(done(page)).toHaveText('Session ended: Firefox 140 on Windows.')
  await expect(cards(page)).toHaveCount(0)
  await expect(others(page)).toContainText('You are signed in nowhere else.')
  await expect(others(page).getByRole('heading', { level: 2 })).toBeFocused()

  await expectAccount(other, person)
  await pressCall(other)
  await expect(title(other, 'Your session was ended')).toBeVisible()
  await expect(other.getByRole('main')).toContainText('ended on another device')
  await expect(other.getByRole('main')).toContainText('If that was not you')
  await expectNothingOf(other, person)
})

test('when all others are ended, this one goes on', async ({ otherDevice, page }) => {
  const person = newPerson()
  await signUpOnPage(page, person)
  const devices: Page[] = []
  for (const userAgent of [FIREFOX, SAFARI]) {
    const device = await otherDevice(person, { userAgent })
    // Once its first refresh is answered: that is a use of the session, too.
    await callMe(device)
    devices.push(device)
  }
  await page.goto('/account/sessions')
  // The last used first.
  await expect(cards(page)).toHaveText(['Safari 18 on iOS', 'Firefox 140 on Windows'])
  await others(page).getByRole('button', { name: 'End all other sessions' }).click()
  await expect(done(page)).toHaveText('All other sessions were ended.')
  await expect(cards(page)).toHaveCount(0)
  await expect(others(page).getByRole('button')).toHaveCount(0)
  for (const device of devices) {
    await pressCall(device)
    await expect(title(device, 'Your session was ended')).toBeVisible()
  }
  await page.goto('/account')
  await callMe(page)
})

test('when a user signs out everywhere, every tab closes at once, and every device at its next action', async ({
  context,
  otherDevice,
  page,
}) => {
  const person = newPerson()
  await page.clock.install()
  await signUpOnPage(page, person)
  const [tab, publicTab] = [await context.newPage(), await context.newPage()]
  await tab.goto('/account')
  await callMe(tab)
  await publicTab.goto('/')
  const other = await otherDevice(person, { userAgent: FIREFOX })
  await callMe(other)

  await page.goto('/account/sessions')
  await expect(title(page, 'Your sessions')).toBeVisible()
  // The clock of every tab stands still: none may need a timer for this, such as that of its next refresh.
  await page.clock.pauseAt(Date.now() + 60_000)
  const answered = page.waitForResponse('**/api/auth/logout-all')
  await everywhere(page).click()
  expect((await answered).status()).toBe(204)
  await expect(title(tab, 'Signed out in another tab')).toBeVisible()
  await expect(publicTab.locator('body > [role=status]')).toContainText('Signed out')
  await expect(title(page, 'Signed out everywhere')).toBeVisible()
  await expect(title(page, 'Signed out everywhere')).toBeFocused()
  for (const each of [page, tab, publicTab]) await expectNothingOf(each, person)
  await page.clock.resume()
  expect(await context.cookies()).toEqual([])

  await pressCall(other)
  await expect(title(other, 'You were signed out everywhere')).toBeVisible()
  await expectNothingOf(other, person)

  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click()
  await enter(page, person)
  await expect(title(page, 'Your sessions')).toBeVisible()
  await expect(others(page)).toContainText('You are signed in nowhere else.')
})

test('when the last check is old, ending a session asks for the password, and goes on with it @phone', async ({
  app,
  database,
  page,
  signedIn,
}) => {
  const there = await signIn(app, signedIn.person)
  forgetPasswordCheck(database, signedIn.sessionId)
  await page.goto('/account/sessions')
  const button = endButton(page)
  await button.click()
  await expect(dialog(page)).toHaveAccessibleDescription(/^It is needed to end the session of ./)
  await page.keyboard.press('Escape')
  await expect(done(page)).toHaveText('Nothing was ended: that needs your password.')
  await expect(button).toBeFocused()
  expect(database.session(there.sessionId).revoked_at).toBeNull()

  await button.click()
  await password(page).fill(signedIn.person.password)
  await password(page).press('Enter')
  await expect(done(page)).toContainText('Session ended')
  await expect(dialog(page)).toHaveCount(0)
  expect(database.session(there.sessionId).revoked_at).not.toBeNull()
})
