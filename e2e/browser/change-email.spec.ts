/** A change of an address on the pages: from the form to the mails, and back by the link of the earlier address. */
import type { Page } from 'playwright/test'
import { Client } from '../support/client'
import { mailTo } from '../support/mails'
import { newPerson, signUp, signUpAndIn } from '../support/people'
import { expectAccessible } from './support/axe'
import { dialog, enter, expectAccount, nav, password, summary, title } from './support/pages'
import { choose, expectResult, NEW_PASSWORD } from './support/reset-password'
import { forgetPasswordCheck } from './support/sessions'
import { expect, test } from './support/test'

const field = (page: Page) => page.getByLabel('New email address')
const card = (page: Page) => page.getByRole('region', { name: 'Email address' })
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

/** Asserts that the page shows what has become of the link, with the focus on it. */
async function expectEnd(page: Page, heading: string): Promise<void> {
  await expect(title(page, heading)).toBeFocused()
  await expectAccessible(page)
}

test('when a user changes the address, both mails lead where they say, and the earlier address takes it back @phone', async ({
  app,
  database,
  otherDevice,
  page,
  signedIn: { person, sessionId },
}) => {
  const { email: before } = person
  const { email } = newPerson()
  const other = await otherDevice(person)
  await page.goto('/account/security')
  await press(page, 'Change address')
  await expect(field(page)).toHaveAccessibleDescription('Enter your new address.')
  await field(page).fill(before)
  await field(page).press('Enter')
  await expect(field(page)).toHaveAccessibleDescription(/your account has/)
  await expect(field(page)).toBeFocused()
  await expectAccessible(page)

  forgetPasswordCheck(database, sessionId)
  await field(page).fill(email)
  await field(page).press('Enter')
  await expect(dialog(page)).toHaveAccessibleDescription('It is needed to change your address.')
  await password(page).fill(person.password)
  await password(page).press('Enter')
  await expect(card(page).getByRole('status').first()).toContainText(email)
  await expect(card(page)).toContainText('Nothing changes until')
  // feature: dev-outbox
  await expect(card(page).getByRole('link', { name: '/dev/outbox' })).toBeVisible()
  // /feature: dev-outbox
  await expectAccessible(page)
  await press(page, 'Enter another address')
  await expect(field(page)).toBeFocused()
  await page.reload()
  await expect(card(page)).toContainText(`You have asked for ${email}. It waits for the link`)
  await expectAccessible(page)
  const asked = await mailTo(app, email, 'confirm-email-change')
  await press(page, 'Send the mail again')
  await expect(card(page).getByRole('status').filter({ hasText: /\S/ })).toContainText('sent again')
  const undo = (await mailTo(app, before, 'email-change-requested')).token
  const confirm = (await mailTo(app, email, 'confirm-email-change', [asked])).token

  // Opening the link changes nothing, and takes the token out of the address bar.
  await page.goto(`/confirm-email-change#token=${confirm}`)
  await expect(page.getByText(`You are signed in as ${before}`)).toBeVisible()
  await expect(page).toHaveURL('/confirm-email-change')
  await expectAccessible(page)
  expect(database.user(email)).toBeUndefined()
  await press(page, 'Change address')
  await expectEnd(page, 'Your address was changed')
  // After a reload.
  await page.goto('/')
  await page.goto('/confirm-email-change')
  await expectEnd(page, 'This link is not complete')
  await expect(page.getByRole('main')).toContainText('If you have changed your address just now')
  await page.getByRole('main').getByRole('link', { name: 'Go to your account' }).click()
  await expect(card(page)).toContainText(email)
  await expect(card(page)).not.toContainText('It waits for the link')
  await page.goto(`/confirm-email-change#token=${confirm}`)
  await press(page, 'Change address')
  await expectEnd(page, 'This link does not work any more')

  await page.goto(`/undo-email-change#token=${undo}`)
  await expectAccessible(page)
  expect(database.user(before)).toBeUndefined()
  await press(page, 'Take the change back')
  await expectEnd(page, 'Your address stays yours')
  // feature: dev-outbox
  await expect(page.getByRole('link', { name: '/dev/outbox' })).toBeVisible()
  // /feature: dev-outbox
  await expect(nav(page).getByRole('link', { name: 'Sign in' })).toBeVisible()
  await page.reload()
  await expectEnd(page, 'This link is not complete')
  const main = page.getByRole('main')
  await expect(main).toContainText('If you have taken the change back just now')
  await expect(main.getByRole('link', { name: 'Sign in' })).toBeVisible()
  await expect(main.getByRole('link', { name: 'Ask for a new password' })).toBeVisible()
  await other.getByRole('button', { name: 'Call GET /api/me' }).click()
  await expect(title(other, 'A change of your address was taken back')).toBeVisible()

  const { token } = await mailTo(app, before, 'email-restored')
  await page.goto(`/reset-password#token=${token}`)
  await choose(page)
  await expectResult(page, 'Your password is set')
  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click()
  await enter(page, { ...person, password: NEW_PASSWORD })
  await expectAccount(page, person)
})

test('when a link is cut, made up, or about an address that was taken, the page says what to do', async ({
  database,
  page,
  signedIn: { user },
  someone,
}) => {
  for (const path of ['/confirm-email-change', '/undo-email-change']) {
    await page.goto(`${path}#token=short`)
    await expectEnd(page, 'This link is not complete')
    await page.goto(`${path}#token=${'x'.repeat(43)}`)
    await page.getByRole('main').locator('form button[type=submit]').first().click()
    await expectEnd(page, 'This link does not work any more')
  }
  const token = database.linkToken(user.id, 'confirm-email-change', someone.user.email)
  await page.goto(`/confirm-email-change#token=${token}`)
  await press(page, 'Change address')
  await expectEnd(page, 'Another account has this address')
})

test('when someone else has asked for the address of a victim, the victim changes no account by the link', async ({
  app,
  database,
  page,
}) => {
  const attacker = await signUpAndIn(app)
  const victim = await signUp(new Client(app))
  const { email } = newPerson()
  const link = `/confirm-email-change#token=${database.linkToken(attacker.user.id, 'confirm-email-change', email)}`
  await page.goto(link)
  await expect(title(page, 'Sign in to change your address')).toBeVisible()
  await expectAccessible(page)
  await enter(page, victim)
  await expect(summary(page)).toContainText('in another account')
  await expectAccessible(page)
  await page.goto('/')
  await page.goto(link)
  await expect(page.getByRole('main')).toContainText(`You are signed in as ${victim.email}`)
  await expect(page.getByRole('main')).toContainText('If you asked for the change in this account')
  await expectAccessible(page)
  await press(page, 'Change address')
  await expect(summary(page)).toBeFocused()
  await expect(summary(page)).toContainText('in another account')
  expect(database.user(email)).toBeUndefined()

  // Who has asked for it signs out of the other account, and in to this one.
  await page.getByRole('main').getByRole('button', { name: 'Sign out' }).click()
  await expect(title(page, 'Sign in to change your address')).toBeFocused()
  await enter(page, attacker.person)
  await expect(page.getByRole('main')).toContainText(
    `You are signed in as ${attacker.person.email}`,
  )
  await press(page, 'Change address')
  await expectEnd(page, 'Your address was changed')
})

test('when a visitor opens the link of their own change, the sign-in confirms it', async ({
  app,
  database,
  page,
}) => {
  const { person, user } = await signUpAndIn(app)
  const { email } = newPerson()
  const token = database.linkToken(user.id, 'confirm-email-change', email)
  await page.goto(`/confirm-email-change#token=${token}`)
  await enter(page, { ...person, password: 'not the password' })
  await expect(summary(page)).toContainText('wrong')
  await enter(page, person)
  await expectEnd(page, 'Your address was changed')
  await page.getByRole('main').getByRole('link', { name: 'Go to your account' }).click()
  await expect(card(page)).toContainText(email)
})
