/** A forgotten password: from the form to sign in, by way of the mailbox, to the account. */
import { Client } from '../support/client'
import { mailTo } from '../support/mails'
import { newPerson, signUp } from '../support/people'
import { expectAccessible } from './support/axe'
import { email, enter, expectAccount, password, submit, title } from './support/pages'
import { choose, expectResult, linkOf, NEW_PASSWORD } from './support/reset-password'
import { expect, test } from './support/test'

const PATH = '/forgot-password'

test('when a user has forgotten the password, the link in the mail leads to a new one and into the account @phone', async ({
  app,
  page,
}) => {
  const person = await signUp(new Client(app))
  await page.goto('/sign-in')
  await email(page).fill(person.email)
  // The keyboard goes on to the password, and does not meet the link on the way.
  await email(page).press('Tab')
  await expect(password(page)).toBeFocused()
  await page.getByRole('link', { name: 'Forgot your password?' }).click()
  await expect(title(page, 'Forgot your password?')).toBeVisible()
  await expect(email(page)).toHaveValue(person.email)
  expect(new URL(page.url()).search).toBe('')
  await expectAccessible(page)

  await submit(page).click()
  const main = page.getByRole('main')
  await expect(main).toContainText(
    `If there is an account with ${person.email}, a mail is on its way to it.`,
  )
  // feature: dev-outbox
  await expect(main.getByRole('link', { name: '/dev/outbox' })).toBeVisible()
  // /feature: dev-outbox
  await expect(main.getByRole('button', { name: 'Send the mail again' })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  await expectAccessible(page)

  const { token } = await mailTo(app, person.email, 'reset-password')
  await page.goto(linkOf(token))
  await choose(page)
  await expectResult(page, 'Your password is set')
  await main.getByRole('link', { name: 'Sign in' }).click()
  await enter(page, { ...person, password: NEW_PASSWORD })
  await expectAccount(page, person)

  // The link is used up: the page leads to another one.
  await page.goto(linkOf(token))
  await choose(page, 'eight green umbrellas')
  await expectResult(page, 'This link does not work any more')
  await main.getByRole('link', { name: 'ask for another link' }).click()
  await expect(title(page, 'Forgot your password?')).toBeVisible()
})

test('when the address has no account, the page says the same, and another address can be entered', async ({
  page,
}) => {
  await page.goto(PATH)
  await submit(page).click()
  await expect(page.getByText('Enter your email address.')).toBeVisible()
  await expect(email(page)).toBeFocused()
  await email(page).fill('ada')
  await submit(page).click()
  await expect(email(page)).toHaveAttribute('aria-invalid', 'true')

  const unknown = newPerson().email
  await email(page).fill(unknown)
  await submit(page).click()
  const main = page.getByRole('main')
  await expect(main).toContainText(
    `If there is an account with ${unknown}, a mail is on its way to it.`,
  )
  await main.getByRole('button', { name: 'Use another address' }).click()
  await expect(title(page, 'Forgot your password?')).toBeFocused()
  await expect(email(page)).toHaveValue(unknown)
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('when JavaScript is off, the page says that it needs it', async ({ page }) => {
    await page.goto(PATH)
    expect(await page.locator('main noscript').textContent()).toContain('needs JavaScript')
  })
})

test('when the site sends no mail, the page promises none, and says whom to ask', async ({
  page,
}) => {
  let header = {}
  await page.route('**/api/auth/forgot-password', async (route) => {
    const response = await route.fetch()
    const { 'mail-outbox': _, ...headers } = response.headers()
    await route.fulfill({ response, headers: { ...headers, ...header } })
  })
  const main = page.getByRole('main')
  const ask = async () => {
    await page.goto(PATH)
    await email(page).fill(newPerson().email)
    await submit(page).click()
  }
  await page.clock.install()
  await ask()
  await expect(main).toContainText('a mail is on its way')
  header = { 'mail-outbox': 'none' }
  // The setting is another one since.
  await page.clock.fastForward('02:00')
  await main.getByRole('button', { name: 'Send the mail again' }).click()
  await expect(main.getByRole('alert')).toContainText('This site sends no mail.')
  await expect(main).not.toContainText('was sent again')
  await ask()
  await expect(title(page, 'No mail is sent')).toBeVisible()
  await expect(main.getByRole('status')).toBeFocused()
  await expect(main).toContainText('Ask the people who run it for a link.')
  await expect(main).not.toContainText('on its way')
  await expectAccessible(page)
})
