/** Verifying the address on the pages: from the sign-up to the mailbox and back. */
import type { Page } from 'playwright/test'
import type { App } from '../support/app'
import { Client } from '../support/client'
import { mailTo } from '../support/mails'
import { newPerson, signUp } from '../support/people'
import { expectAccessible } from './support/axe'
import { enter, expectAccount, signInOnPage, summary, title } from './support/pages'
import { expect, test } from './support/test'

const REQUIRED = { env: { AUTH_EMAIL_VERIFICATION: 'required' } }
const PATH = '/verify-email'

const again = (page: Page) => page.getByRole('button', { name: 'Send the mail again' })

async function linkFor(app: App, email: string): Promise<string> {
  const { token } = await mailTo(app, email, 'verify-email')
  return `${app.url}${PATH}#token=${token}`
}

test('when an address has to be verified first, the page says where the mail is, and the link in it leads in @phone', async ({
  startApp,
  page,
}) => {
  const app = await startApp(REQUIRED)
  const person = newPerson()
  await page.goto(`${app.url}/sign-up`)
  await enter(page, { ...person, email: `x${person.email}` })
  await expect(title(page, 'Look into your mailbox')).toBeVisible()
  await page.getByRole('button', { name: 'Correct the address' }).click()
  await expect(title(page, 'Create an account')).toBeFocused()
  await enter(page, person)
  const said = page.getByRole('status').filter({ hasText: 'A mail is on its way' })
  await expect(said).toBeFocused()
  await expect(said).toContainText(person.email)
  await expect(again(page)).toHaveAttribute('aria-disabled', 'true')
  // feature: dev-outbox
  await expect(page.getByRole('link', { name: '/dev/outbox' })).toBeVisible()
  // /feature: dev-outbox
  await expectAccessible(page)

  // In the meantime.
  await page.goto(`${app.url}/sign-in`)
  await enter(page, person)
  await expect(summary(page)).toContainText('Open the link in the mail')
  await expect(page.getByText('A mail can take a minute')).toHaveCount(0)
  await again(page).click()
  await expect(page.getByText('The mail was sent again.')).toBeVisible()
  await expect(again(page)).toHaveAttribute('aria-disabled', 'true')
  await expectAccessible(page)

  await page.goto(await linkFor(app, person.email))
  await expect(title(page, 'Sign in to verify your address')).toBeVisible()
  await expect(page).toHaveURL(`${app.url}${PATH}`)
  await expectAccessible(page)
  await enter(page, { ...person, password: 'not the password' })
  await expect(summary(page)).toContainText('wrong')
  await expect(page.getByRole('link', { name: 'Choose a new password' })).toBeVisible()
  await enter(page, person)
  await expect(title(page, 'Your address is verified')).toBeFocused()
  await expectAccessible(page)
  await page.getByRole('main').getByRole('link', { name: 'Go to your account' }).click()
  await expectAccount(page, person)
  await expect(page.getByText('Verify your address')).toHaveCount(0)
})

test('when a user who is signed in opens the link, one button verifies; after that the link is used up', async ({
  app,
  page,
}) => {
  const person = await signUp(new Client(app))
  await signInOnPage(page, person)
  await expect(page.getByRole('heading', { name: 'Verify your address' })).toBeVisible()
  await expect(again(page)).toBeVisible()
  const link = await linkFor(app, person.email)
  await page.goto(link)
  await expect(page.getByRole('main')).toContainText(`You are signed in as ${person.email}`)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Verify my address' }).click()
  await expect(title(page, 'Your address is verified')).toBeFocused()
  await page.goto('/account')
  await expect(page.getByRole('heading', { name: 'Verify your address' })).toHaveCount(0)
  await page.goto(link)
  await expect(page.getByText('there is nothing left to do')).toBeVisible()
})

test('when the answer is lost, or another tab was faster, pressing again says that the address is verified', async ({
  app,
  context,
  page,
}) => {
  const person = await signUp(new Client(app))
  await signInOnPage(page, person)
  const link = await linkFor(app, person.email)
  const tab = await context.newPage()
  await tab.goto(link)
  await page.goto(link)
  await page.route('**/api/auth/verify-email', async (route) => {
    await route.fetch()
    await route.abort()
  })
  const button = (of: Page) => of.getByRole('button', { name: 'Verify my address' })
  // The other tab knows the user as of before.
  await expect(button(tab)).toBeVisible()
  await button(page).click()
  await expect(summary(page)).toBeFocused()
  await page.unrouteAll()
  for (const each of [page, tab]) {
    await button(each).click()
    await expect(title(each, 'Your address is verified already')).toBeFocused()
  }
  await expectAccessible(page)
})

test('when another user is signed in, the page says as whom, and the owner of the link signs in after that', async ({
  app,
  page,
}) => {
  const [other, person] = [await signUp(new Client(app)), await signUp(new Client(app))]
  await page.goto(await linkFor(app, other.email))
  await enter(page, other)
  await expect(title(page, 'Your address is verified')).toBeFocused()

  await page.goto('/account')
  await page.goto(await linkFor(app, person.email))
  await expect(page.getByRole('main')).toContainText(`You are signed in as ${other.email}`)
  await expectAccessible(page)
  await page.getByRole('main').getByRole('button', { name: 'Sign out' }).click()
  await expect(title(page, 'Sign in to verify your address')).toBeFocused()
  await enter(page, person)
  // The document is loaded again for the other user, with the link.
  await expect(page.getByRole('main')).toContainText(`You are signed in as ${person.email}`)
  await page.getByRole('button', { name: 'Verify my address' }).click()
  await expect(title(page, 'Your address is verified')).toBeFocused()
})

test('when the link is not complete or used up, the page says how to go on', async ({
  app,
  page,
}) => {
  await page.goto(`${PATH}#token=short`)
  await expect(title(page, 'This link is not complete')).toBeFocused()
  await expectAccessible(page)
  const person = await signUp(new Client(app))
  await page.goto('/')
  await page.goto(`${PATH}#token=${'x'.repeat(43)}`)
  await enter(page, person)
  await expect(title(page, 'This link does not work any more')).toBeFocused()
  await expectAccessible(page)
  await expect(page.getByText('A mail can take a minute')).toHaveCount(0)
  await again(page).click()
  await expect(page.getByText('The mail was sent again.')).toBeVisible()
  // feature: dev-outbox
  await expect(page.getByRole('link', { name: '/dev/outbox' })).toBeVisible()
  // /feature: dev-outbox
})
