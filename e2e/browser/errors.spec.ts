/** A page that the server cannot show: it shows that, and nothing of the cause, and can be tried again. */
import type { AppDatabase } from '../support/database'
import { expectAccessible } from './support/axe'
import { callMe, expectAccount, nav, title } from './support/pages'
import { expect, test } from './support/test'

/** Takes the sessions away. @returns brings them back. */
function breakDatabase({ native }: AppDatabase): () => void {
  native.exec('ALTER TABLE sessions RENAME TO sessions_away')
  return () => native.exec('ALTER TABLE sessions_away RENAME TO sessions')
}

test('when a page fails within the app, the app stays around it, and it can be tried again', async ({
  database,
  page,
  signedIn,
}) => {
  await page.goto('/')
  await expect(nav(page)).toContainText(signedIn.person.email)
  const repair = breakDatabase(database)
  try {
    await page.getByRole('link', { name: 'Go to your account' }).click()
    await expect(title(page, 'Something went wrong')).toBeVisible()
    await expect(page.getByRole('main')).toContainText('Reference:')
    await expect(page.locator('body')).not.toContainText(/sqlite|no such table|select/i)
    await expect(nav(page)).toContainText(signedIn.person.email)
    await expectAccessible(page)
  } finally {
    repair()
  }
  await page.getByRole('button', { name: 'Try again' }).click()
  await expectAccount(page, signedIn.person)
  await callMe(page)
})

test('when a document fails, it is a page, too, and can be tried again', async ({
  database,
  page,
  signedIn,
}) => {
  const repair = breakDatabase(database)
  try {
    const response = await page.goto('/account')
    expect(response?.status()).toBe(500)
    expect(await response?.text()).not.toMatch(/sqlite|no such table|\bat \S+ \(/i)
    await expect(title(page, 'Something went wrong')).toBeVisible()
    await expectAccessible(page)
  } finally {
    repair()
  }
  await page.getByRole('button', { name: 'Try again' }).click()
  await expectAccount(page, signedIn.person)
})
