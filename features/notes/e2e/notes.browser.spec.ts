import type { Page } from 'playwright/test'
import { expectAccessible } from '../../../e2e/browser/support/axe'
import { title } from '../../../e2e/browser/support/pages'
import { expect, test, wired } from '../../../e2e/browser/support/test'
import { problemReply } from '../../../e2e/browser/support/wire'
import { bearer } from '../../../e2e/support/people'

const field = (page: Page) => page.getByLabel('New note')
const list = (page: Page) => page.getByRole('region', { name: 'Your notes' })
const texts = (page: Page) => list(page).getByRole('listitem').locator('p[id]')

async function addNote(page: Page, text: string): Promise<void> {
  await field(page).fill(text)
  await page.getByRole('button', { name: 'Add note' }).click()
  await expect(texts(page).first()).toHaveText(text)
}

test('when a user adds and deletes notes with the keyboard, nothing is reloaded and the focus is never lost @phone', async ({
  page,
  signedIn,
}) => {
  await page.goto('/account')
  await page.getByRole('navigation', { name: 'Account' }).getByText('Notes').click()
  await expect(title(page, 'Notes')).toBeVisible()
  await expect(list(page)).toContainText('There are no notes here.')
  await page.evaluate(() => Object.assign(window, { isSameDocument: true }))

  await field(page).focus()
  await page.keyboard.type('Buy rain boots')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(texts(page)).toHaveText(['Buy rain boots'])
  await expect(page.getByText('The note was added.')).toBeVisible()
  await expect(field(page)).toHaveValue('')
  await addNote(page, `a${'b'.repeat(300)}`)
  await expectAccessible(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)

  const deleting = () => list(page).getByRole('button', { name: 'Delete' }).first()
  await deleting().focus()
  await page.keyboard.press('Enter')
  await expect(texts(page)).toHaveText(['Buy rain boots'])
  await expect(texts(page)).toBeFocused()
  await deleting().press('Enter')
  await expect(list(page).getByRole('heading', { name: 'Your notes' })).toBeFocused()
  await expect(list(page).getByRole('status')).toHaveText('The note was deleted.')
  expect(await page.evaluate(() => 'isSameDocument' in window)).toBe(true)
  await page.reload()
  await expect(list(page)).toContainText('There are no notes here.')
  expect(signedIn.person.email).toContain('@')
})

wired(
  'when the server cannot add or delete a note, the page says why, and what was typed stays',
  async ({ page, signedIn, wire }) => {
    const note = { text: 'There before' }
    await signedIn.client.post('/api/notes', note, bearer(signedIn.accessToken))
    await page.goto('/account/notes')
    const stop = wire.meddle(/^\/api\/notes/, async () =>
      problemReply(503, 'busy', 'The server is busy.', 1),
    )
    await field(page).fill('Not lost')
    await page.getByRole('button', { name: 'Add note' }).click()
    await expect(field(page)).toBeFocused()
    await expect(field(page)).toHaveAccessibleDescription('The server is busy.')
    await expect(field(page)).toHaveValue('Not lost')
    await list(page).getByRole('button', { name: 'Delete' }).click()
    await expect(list(page).getByRole('alert')).toHaveText('The server is busy.')
    await expect(texts(page)).toHaveText(['There before'])
    await expectAccessible(page)
    stop()
    await page.getByRole('button', { name: 'Add note' }).click()
    await expect(texts(page)).toHaveText(['Not lost', 'There before'])

    await field(page).fill('x'.repeat(2_001))
    await page.getByRole('button', { name: 'Add note' }).click()
    await expect(field(page)).toHaveAccessibleDescription(/at most 2000 characters/)
    await field(page).fill(' ')
    await page.getByRole('button', { name: 'Add note' }).click()
    await expect(field(page)).toHaveAccessibleDescription('Write something.')
  },
)

test('when there are more notes than a page shows, links lead to the older and the newest', async ({
  page,
  signedIn,
}) => {
  for (let index = 1; index <= 21; index += 1) {
    const note = { text: `Note ${index}` }
    await signedIn.client.post('/api/notes', note, bearer(signedIn.accessToken))
  }
  await page.goto('/account/notes')
  await expect(texts(page)).toHaveCount(20)
  await page.getByRole('link', { name: 'Older' }).click()
  await expect(texts(page)).toHaveText(['Note 1'])
  await page.getByRole('link', { name: 'Newest' }).click()
  await expect(texts(page).first()).toHaveText('Note 21')
})
