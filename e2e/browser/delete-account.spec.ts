/** The account goes, and so does every page that shows it. */
import type { Page } from 'playwright/test'
import { Client } from '../support/client'
import { newPerson } from '../support/people'
import { expectAccessible } from './support/axe'
import { callMe, dialog, expectNothingOf, password, title } from './support/pages'
import { forgetPasswordCheck } from './support/sessions'
import { expect, test } from './support/test'

const card = (page: Page) => page.getByRole('region', { name: 'Delete account' })
const address = (page: Page) => card(page).getByLabel(/^Your email address/)
const button = (page: Page) => card(page).getByRole('button', { name: 'Delete my account' })

test('when a user deletes the account, a new document says that it is done, and no tab shows the account @phone', async ({
  context,
  database,
  page,
  signedIn,
}) => {
  const { person, sessionId } = signedIn
  const tab = await context.newPage()
  await tab.goto('/account')
  await callMe(tab)
  forgetPasswordCheck(database, sessionId)

  await page.goto('/')
  await page.goto('/account/security')
  await expect(card(page).getByRole('link', { name: 'Your data' })).toHaveAttribute('href', '#data')
  await address(page).fill(` ${person.email.toUpperCase()} `)
  await button(page).click()
  await expect(dialog(page)).toHaveAccessibleDescription('It is needed to delete your account.')
  await password(page).fill(person.password)
  await password(page).press('Enter')

  await expect(page).toHaveURL(/\/account-deleted/)
  await expect(title(page, 'Your account is deleted')).toBeVisible()
  await expect(title(tab, 'Signed out in another tab')).toBeVisible()
  for (const each of [page, tab]) await expectNothingOf(each, person)
  expect(await context.cookies()).toEqual([])
  expect(database.user(person.email)).toBeUndefined()
  await expectAccessible(page)
  // feature: dev-outbox
  const mail = page.getByRole('main').getByRole('link', { name: '/dev/outbox' })
  await expect(mail).toHaveAttribute('href', '/dev/outbox')
  await tab.goto('/dev/outbox')
  await expect(tab.getByRole('main')).toContainText(`To ${person.email}`)
  // /feature: dev-outbox
  await page.goBack()
  await expect(page).toHaveURL('/')
  await expectNothingOf(page, person)
})

test('when the typed address is another, or the password is not shown, nothing is deleted', async ({
  database,
  page,
  signedIn,
}) => {
  const { person, sessionId } = signedIn
  const asked: string[] = []
  page.on('request', (request) => asked.push(`${request.method()} ${request.url()}`))
  await page.goto('/account/security')
  await button(page).click()
  await expect(card(page)).toContainText('Enter the email address of your account.')
  await address(page).fill('other@mail.example')
  await button(page).click()
  await expect(card(page)).toContainText('Your account has another address.')
  await expect(address(page)).toBeFocused()
  expect(asked.filter((call) => call.startsWith('DELETE'))).toEqual([])

  forgetPasswordCheck(database, sessionId)
  await address(page).fill(person.email)
  await button(page).click()
  await expect(dialog(page)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(card(page).getByRole('alert')).toContainText('Nothing was deleted')
  expect(database.user(person.email)).toBeDefined()
})

test('when the address was changed in another tab just now, the new one deletes the account', async ({
  app,
  database,
  page,
  signedIn: { user },
}) => {
  const refreshed = page.waitForResponse('**/api/auth/refresh')
  await page.goto('/account/security')
  await refreshed
  const { email } = newPerson()
  const token = database.linkToken(user.id, 'confirm-email-change', email)
  await new Client(app).post('/api/auth/confirm-email-change', { token })
  await address(page).fill('other@mail.example')
  await button(page).click()
  await expect(card(page)).toContainText('Your account has another address.')
  await address(page).fill(email)
  await button(page).click()
  await expect(page).toHaveURL(/\/account-deleted/)
  await expect(page.getByText('A last mail tells you so.')).toBeVisible()
  // A whole new document: a router that is just starting would put the fragment of before back.
  await page.goto('/')
  await page.goto('/account-deleted#none')
  await expect(title(page, 'Your account is deleted')).toBeVisible()
  await expect(page.getByText('A last mail')).toHaveCount(0)
})

test('when the address was changed elsewhere, an open page goes over to it with its next refresh', async ({
  app,
  database,
  page,
  signedIn: { person, user },
}) => {
  await page.clock.install()
  await page.goto('/account/security')
  const changed = page.getByRole('region', { name: 'Email address' })
  await expect(changed).toContainText(`You sign in with ${person.email}`)
  const { email } = newPerson()
  const token = database.linkToken(user.id, 'confirm-email-change', email)
  await new Client(app).post('/api/auth/confirm-email-change', { token })
  await page.clock.fastForward('20:00')
  await expect(changed).toContainText(`You sign in with ${email}`)
  await address(page).fill(person.email)
  await button(page).click()
  await expect(card(page)).toContainText('Your account has another address.')
  await address(page).fill(email)
  await button(page).click()
  await expect(page).toHaveURL(/\/account-deleted/)
})
