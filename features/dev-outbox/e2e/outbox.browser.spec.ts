/** What the one who develops reads. */
import { expectAccessible } from '../../../e2e/browser/support/axe'
import { title } from '../../../e2e/browser/support/pages'
import { expect, test } from '../../../e2e/browser/support/test'
import { addMail } from './support'

test('when there is no mail, the page says what will be there and how mails are sent @phone', async ({
  page,
  startApp,
}) => {
  const app = await startApp()
  await page.goto(`${app.url}/dev/outbox`)
  await expect(title(page, 'Outbox')).toBeVisible()
  const main = page.getByRole('main')
  await expect(main).toContainText('There is no mail yet.')
  await expect(main).toContainText('set SMTP_URL')
  await expectAccessible(page)
})

test('when a mail has come, it is read as text and as HTML, and its links work in both @phone', async ({
  database,
  page,
}) => {
  const { mark, to } = addMail(database)
  await page.goto('/dev/outbox')
  const mail = page.locator('main section').filter({ has: page.locator(`a[href$="${mark}"]`) })
  await expect(mail).toContainText(`To ${to}`)
  await expect(mail).toContainText('Delivered here')
  await expectAccessible(page)
  const link = mail.getByRole('link', { name: /#token=/ })
  await expect(link).toBeVisible()
  const href = (await link.getAttribute('href')) ?? ''
  expect(href).toMatch(/^http:\/\/\S+\/reset-password#token=[\w-]{43}$/)

  await mail.getByRole('link', { name: /^Read as HTML/ }).click()
  await expect(page).toHaveURL(`/dev/outbox/${mark}`)
  const html = page.locator(`a[href="${href}"]`).first()
  await expect(html).toBeVisible()
  // The styles of the mail are in force.
  await expect(html).not.toHaveCSS('color', 'rgb(0, 0, 238)')
  const { hash, pathname } = new URL(href)
  await page.goto(pathname + hash)
  await expect(title(page, 'Choose a new password')).toBeVisible()
})
