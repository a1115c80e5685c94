/** The dialog that asks for the password while a call waits. */
import { readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright/test'
import { SLUG } from '../../lib/brand'
import { dialog, password } from './support/pages'
import { forgetPasswordCheck } from './support/sessions'
import { expect, test } from './support/test'

const downloadButton = (page: Page): Locator =>
  page.getByRole('region', { name: 'Your data' }).getByRole('button')
const goOn = (page: Page): Locator => dialog(page).getByRole('button', { name: 'Continue' })

/** How many files a page has saved. */
function countDownloads(page: Page): () => number {
  let count = 0
  page.on('download', () => {
    count += 1
  })
  return () => count
}

test('when the last check is old, the download asks for the password, and goes on with it @phone', async ({
  database,
  page,
  signedIn,
}) => {
  await page.goto('/account/security')
  forgetPasswordCheck(database, signedIn.sessionId)
  await downloadButton(page).click()
  await expect(dialog(page)).toBeVisible()
  await expect(dialog(page)).toHaveAccessibleDescription('It is needed to download your data.')
  await expect(password(page)).toBeFocused()
  await expect(dialog(page).locator('input[autocomplete=username]')).toHaveValue(
    signedIn.person.email,
  )
  await expect(password(page)).toHaveAttribute('autocomplete', 'current-password')

  const downloads = countDownloads(page)
  await goOn(page).click()
  await expect(password(page)).toHaveAccessibleDescription('Enter your password.')
  await password(page).fill('not my password')
  await goOn(page).click()
  await expect(password(page)).toHaveAccessibleDescription('This is not your password.')
  await expect(password(page)).toBeFocused()
  await expect(dialog(page)).toBeVisible()
  expect(downloads()).toBe(0)

  const saved = page.waitForEvent('download')
  await password(page).fill(signedIn.person.password)
  await password(page).press('Enter')
  const file = await saved
  expect(file.suggestedFilename()).toBe(`${SLUG}-account.json`)
  const data = readFileSync(await file.path(), 'utf8')
  expect(data).toContain(signedIn.person.email)
  expect(JSON.parse(data)).toHaveProperty('sessions')
  await expect(dialog(page)).toHaveCount(0)
  await expect(page.getByText(`Saved as ${SLUG}-account.json.`)).toBeVisible()
  await expect(downloadButton(page)).toBeFocused()
  await expect(password(page)).toHaveCount(0)

  const again = page.waitForEvent('download')
  await downloadButton(page).click()
  await again
  await expect(dialog(page)).toHaveCount(0)
})

for (const [name, cancel] of [
  ['Escape', (page: Page) => page.keyboard.press('Escape')],
  ['Cancel', (page: Page) => dialog(page).getByRole('button', { name: 'Cancel' }).click()],
] as const) {
  test(`when ${name} cancels, nothing is downloaded, and it can be tried again`, async ({
    database,
    page,
    signedIn,
  }) => {
    await page.goto('/account/security')
    forgetPasswordCheck(database, signedIn.sessionId)
    const downloads = countDownloads(page)
    for (const _attempt of [1, 2]) {
      await downloadButton(page).click()
      await expect(dialog(page)).toBeVisible()
      await password(page).fill('half a pass')
      await cancel(page)
      await expect(dialog(page)).toHaveCount(0)
      await expect(downloadButton(page)).toBeFocused()
      await expect(page.getByText('Nothing was downloaded')).toBeVisible()
    }
    await downloadButton(page).click()
    await expect(password(page)).toHaveValue('')
    expect(downloads()).toBe(0)
  })
}

test('when Tab is pressed, the focus stays in the dialog', async ({ database, page, signedIn }) => {
  await page.goto('/account/security')
  forgetPasswordCheck(database, signedIn.sessionId)
  await downloadButton(page).focus()
  await page.keyboard.press('Enter')
  await expect(password(page)).toBeFocused()
  const seen = new Set<string>()
  for (let presses = 0; presses < 8; presses += 1) {
    await page.keyboard.press('Tab')
    seen.add(
      await page.evaluate(() => {
        const at = document.activeElement
        if (at === document.body) return 'browser'
        return at?.closest('dialog') ? 'dialog' : 'page'
      }),
    )
  }
  expect([...seen]).toContain('dialog')
  expect([...seen]).not.toContain('page')
  await password(page).focus()
  await page.keyboard.type(signedIn.person.password)
  const saved = page.waitForEvent('download')
  await page.keyboard.press('Enter')
  await saved
  await expect(downloadButton(page)).toBeFocused()
})
