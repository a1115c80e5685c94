/** The list of one's sessions: what it says, and that ending one ends it. */
import type { Locator, Page } from 'playwright/test'
import { newPerson, signIn } from '../support/people'
import {
  callMe,
  enter,
  expectAccount,
  expectNothingOf,
  nav,
  pressCall,
  signUpOnPage,
  title,
} from './support/pages'
import { copySession, newestSession, revoke } from './support/sessions'
import { expect, test, wired } from './support/test'
import { problemReply } from './support/wire'

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1'

const others = (page: Page): Locator => page.getByRole('region', { name: 'Other sessions' })
const cards = (page: Page): Locator => others(page).getByRole('heading', { level: 3 })
const alert = (page: Page): Locator => others(page).getByRole('alert')
const own = (page: Page): Locator => page.getByRole('region', { name: 'This session' })
const said = (page: Page): Locator => others(page).getByRole('status')
const everywhere = (page: Page): Locator =>
  page.getByRole('button', { name: 'Sign out everywhere' })

test('a session ended on one device shows on the other at its next action @phone', async ({
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
  await expect(said(page)).toHaveText('Session ended: Firefox 140 on Windows.')
  await expect(cards(page)).toHaveCount(0)
  await expect(others(page)).toContainText('You are signed in nowhere else.')
  await expect(others(page).getByRole('heading', { level: 2 })).toBeFocused()

  await expectAccount(other, person)
  await pressCall(other)
  await expect(title(other, 'Your session was ended')).toBeVisible()
  await expect(other.getByRole('main')).toContainText('ended on another device')
  await expect(other.getByRole('main')).toContainText('If that was not you')
  await expectNothingOf(other, person)

  await page.reload()
  await expect(own(page)).toBeVisible()
  await expect(cards(page)).toHaveCount(0)
  await other.getByRole('main').getByRole('link', { name: 'Sign in' }).click()
  await enter(other, person)
  await expectAccount(other, person)
})

test('all others end together, and this one goes on', async ({ otherDevice, page }) => {
  const person = newPerson()
  await signUpOnPage(page, person)
  const devices = [
    await otherDevice(person, { userAgent: FIREFOX }),
    await otherDevice(person, { userAgent: SAFARI }),
  ]
  await page.goto('/account/sessions')
  // The last used first.
  await expect(cards(page)).toHaveText(['Safari 18 on iOS', 'Firefox 140 on Windows'])
  await others(page).getByRole('button', { name: 'End all other sessions' }).click()
  await expect(said(page)).toHaveText('All other sessions were ended.')
  await expect(cards(page)).toHaveCount(0)
  await expect(others(page).getByRole('button')).toHaveCount(0)
  for (const device of devices) {
    await pressCall(device)
    await expect(title(device, 'Your session was ended')).toBeVisible()
  }
  await page.goto('/account')
  await callMe(page)
})

test('a device that comes back later reads over the sign-in form what happened', async ({
  otherDevice,
  page,
}) => {
  const person = newPerson()
  await signUpOnPage(page, person)
  const other = await otherDevice(person, { userAgent: FIREFOX })
  await other.goto('about:blank')
  await page.goto('/account/sessions')
  await others(page)
    .getByRole('button', { name: /^End session/ })
    .click()
  await expect(others(page)).toContainText('You are signed in nowhere else.')

  await other.goto('/account/activity')
  await expect(title(other, 'Sign in')).toBeVisible()
  await expect(other.getByRole('main')).toContainText('Your session was ended.')
  await expect(other.getByRole('main')).toContainText('ended on another device')
  // Said once on this page, and above every page that has no form to say it over.
  await expect(other.getByText('Your session was ended.').filter({ visible: true })).toHaveCount(1)
  await other.goto('/')
  await expect(other.locator('body > [role=status]')).toContainText('Your session was ended.')
  await other.goto('/sign-in?next=/account/activity')
  await enter(other, person)
  await expect(title(other, 'Activity')).toBeVisible()
  await expect(other.getByText('Your session was ended.')).toHaveCount(0)
})

test('signing out everywhere closes every tab within a second, and every device at its next action', async ({
  context,
  otherDevice,
  page,
}) => {
  const person = newPerson()
  await signUpOnPage(page, person)
  const [tab, publicTab] = [await context.newPage(), await context.newPage()]
  await tab.goto('/account')
  await callMe(tab)
  await publicTab.goto('/')
  const other = await otherDevice(person, { userAgent: FIREFOX })
  await callMe(other)

  await page.goto('/account/sessions')
  const answered = page.waitForResponse('**/api/auth/logout-all')
  await everywhere(page).click()
  expect((await answered).status()).toBe(204)
  const second = { timeout: 1_000 }
  await expect(title(tab, 'Signed out in another tab')).toBeVisible(second)
  await expect(publicTab.locator('body > [role=status]')).toContainText('Signed out', second)
  await expect(title(page, 'Signed out everywhere')).toBeVisible(second)
  await expect(title(page, 'Signed out everywhere')).toBeFocused()
  for (const each of [page, tab, publicTab]) await expectNothingOf(each, person)
  expect(await context.cookies()).toEqual([])

  await pressCall(other)
  await expect(title(other, 'You were signed out everywhere')).toBeVisible()
  await expectNothingOf(other, person)

  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click()
  await enter(page, person)
  await expect(title(page, 'Your sessions')).toBeVisible()
  await expect(others(page)).toContainText('You are signed in nowhere else.')
})

test('one that is over already leaves the list without a fuss', async ({
  database,
  otherDevice,
  page,
}) => {
  const person = newPerson()
  await signUpOnPage(page, person)
  await otherDevice(person, { userAgent: FIREFOX })
  await page.goto('/account/sessions')
  await expect(cards(page)).toHaveCount(1)
  revoke(database, newestSession(database, person).id)
  await others(page)
    .getByRole('button', { name: /^End session/ })
    .click()
  await expect(cards(page)).toHaveCount(0)
  await expect(alert(page)).toHaveCount(0)
})

wired(
  'when the list is long, what happened is told in the card that was pressed, and the focus stays there',
  async ({ app, database, page, wire }) => {
    const person = newPerson()
    await signUpOnPage(page, person)
    const { sessionId } = await signIn(app, person)
    copySession(database, sessionId, 29)
    await page.setViewportSize({ width: 360, height: 640 })
    await page.goto('/account/sessions')
    await expect(cards(page)).toHaveCount(30)

    const pressed = others(page).getByRole('listitem').nth(20)
    const button = pressed.getByRole('button')
    const stop = wire.meddle(/^\/api\/account/, async () =>
      problemReply(503, 'busy', 'The server is busy.', 1),
    )
    await button.click()
    await expect(pressed.getByRole('alert')).toHaveText('The server is busy.')
    await expect(pressed.getByRole('alert')).toBeInViewport({ ratio: 1 })
    await expect(alert(page)).toHaveCount(1)
    await expect(button).toBeFocused()

    stop()
    await button.click()
    await expect(said(page)).toHaveText(/^Session ended: /)
    await expect(said(page)).toBeInViewport({ ratio: 1 })
    await expect(alert(page)).toHaveCount(0)
    await expect(cards(page)).toHaveCount(29)
    // The card of the ended one is without a heading, so the next one has its place.
    await expect(cards(page).nth(20)).toBeFocused()
    await expect(cards(page).nth(20)).toBeInViewport({ ratio: 1 })
  },
)

wired(
  'what the server could not do is said, and nothing is claimed',
  async ({ app, page, wire }) => {
    const person = newPerson()
    await signUpOnPage(page, person)
    const device = await page.context().browser()?.newContext({ baseURL: app.url })
    const other = await device?.newPage()
    if (!device || !other) throw new Error('No browser')
    await other.goto('/sign-in')
    await enter(other, person)
    await expectAccount(other, person)

    await page.goto('/account/sessions')
    const stop = wire.meddle(/^\/api\/(account|auth\/logout-all)/, async () =>
      problemReply(503, 'busy', 'The server is busy.', 1),
    )
    await others(page)
      .getByRole('button', { name: /^End session/ })
      .click()
    await expect(alert(page)).toHaveText('The server is busy.')
    await expect(cards(page)).toHaveCount(1)
    await everywhere(page).click()
    await expect(page.getByRole('region', { name: 'Sign out everywhere' })).toContainText(
      'The server is busy. No one was signed out.',
    )
    await callMe(other)
    stop()
    await others(page).getByRole('button', { name: 'End all other sessions' }).click()
    await expect(cards(page)).toHaveCount(0)
    await expect(alert(page)).toHaveCount(0)
    await device.close()
  },
)
