/** The password again, in the middle of what one does, and then on with it. */
import { readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright/test'
import { dialog, password, title } from '../../e2e/browser/support/pages'
import { forgetPasswordCheck, revoke } from '../../e2e/browser/support/sessions'
import { expect, test, wired } from '../../e2e/browser/support/test'
import { gate, problemReply } from '../../e2e/browser/support/wire'

const downloadButton = (page: Page): Locator =>
  page.getByRole('region', { name: 'Your data' }).getByRole('button')
const goOn = (page: Page): Locator => dialog(page).getByRole('button', { name: 'Continue' })

test('after a recent sign-in nothing is asked', async ({ page, signedIn }) => {
  await page.goto('/account/security')
  const saved = page.waitForEvent('download')
  await downloadButton(page).click()
  const data = readFileSync(await (await saved).path(), 'utf8')
  expect(data).toContain(signedIn.person.email)
  await expect(dialog(page)).toHaveCount(0)
})

test('when the session ends meanwhile, the page says why', async ({ database, page, signedIn }) => {
  await page.goto('/account/security')
  forgetPasswordCheck(database, signedIn.sessionId)
  await downloadButton(page).click()
  await password(page).fill(signedIn.person.password)
  revoke(database, signedIn.sessionId)
  await password(page).press('Enter')
  await expect(title(page, 'Your session was ended')).toBeVisible()
  await expect(dialog(page)).toHaveCount(0)
})

wired(
  'a check that waits for its answer is sent once and cannot be cancelled, and a busy server is told',
  async ({ database, page, signedIn, wire }) => {
    await page.goto('/account/security')
    forgetPasswordCheck(database, signedIn.sessionId)
    await downloadButton(page).click()
    const answer = gate()
    const stop = wire.meddle('/api/auth/step-up', async () => {
      await answer.opened
      return problemReply(503, 'busy', 'The server is busy.', 1)
    })
    await password(page).fill(signedIn.person.password)
    await goOn(page).click()
    const checking = dialog(page).getByRole('button', { name: 'Checking…' })
    await expect(checking).toBeFocused()
    await page.keyboard.press('Enter')
    // The server may have counted the check: neither of these promises that it has not.
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await expect(dialog(page).getByRole('button', { name: 'Cancel' })).toBeDisabled()
    await dialog(page).getByRole('button', { name: 'Cancel' }).click({ force: true })
    await expect(checking).toBeVisible()
    answer.open()
    await expect(dialog(page).getByRole('alert')).toHaveText('The server is busy.')
    await expect(dialog(page).getByRole('alert')).toBeFocused()
    expect(wire.arrived('/api/auth/step-up')).toBe(1)
    stop()
    const saved = page.waitForEvent('download')
    await goOn(page).click()
    await saved
  },
)
