/** The dialog that asks for the password while a call waits. */
import { readFileSync } from 'node:fs'
import { SLUG } from '../../lib/brand'
import { dialog, password } from './support/pages'
import { countDownloads, downloadButton, goOn } from './support/session-list'
import { forgetPasswordCheck } from './support/sessions'
import { expect, test } from './support/test'

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
