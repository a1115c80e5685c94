/** The dialog that asks for the password: what cancels it, and what it waits for. */
import type { Page } from 'playwright/test'
import { dialog, password, title } from '../../e2e/browser/support/pages'
import { countDownloads, downloadButton, goOn } from '../../e2e/browser/support/session-list'
import { forgetPasswordCheck, revoke } from '../../e2e/browser/support/sessions'
import { expect, test, wired } from '../../e2e/browser/support/test'
import { gate, problemReply } from '../../e2e/browser/support/wire'

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
  'when a check waits for its answer, it is sent once and cannot be cancelled',
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
