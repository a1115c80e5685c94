import type { Page } from 'playwright/test'
import { expectAccessible } from '../../../e2e/browser/support/axe'
import {
  callMe,
  enter,
  expectAccount,
  signOut,
  signUpOnPage,
  summary,
  title,
} from '../../../e2e/browser/support/pages'
import { expect, test, wired } from '../../../e2e/browser/support/test'
import { openEarly, problemReply } from '../../../e2e/browser/support/wire'
import { bearer, newPerson } from '../../../e2e/support/people'

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
  await expect(page.getByText('The note was added.')).toHaveCount(0)
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
    await expect(summary(page)).toHaveText('The server is busy.')
    await expect(summary(page)).toBeFocused()
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

wired(
  'when the answer to a new note is lost and it is sent again, there is one note',
  async ({ page, wire }) => {
    await signUpOnPage(page, newPerson())
    await page.goto('/account/notes')
    const stop = wire.meddle('/api/notes', async (pass) => {
      await pass()
      return 'lost'
    })
    await field(page).fill('Once')
    await page.getByRole('button', { name: 'Add note' }).click()
    await expect(summary(page)).toContainText('cannot be reached')
    stop()
    await page.getByRole('button', { name: 'Add note' }).click()
    await expect(texts(page)).toHaveText(['Once'])
    // The same text later is another note.
    await field(page).fill('Once')
    await page.getByRole('button', { name: 'Add note' }).click()
    await expect(texts(page)).toHaveText(['Once', 'Once'])
  },
)

wired(
  'when Delete is pressed before hydration, the note is deleted after it',
  async ({ page, signedIn, wire }) => {
    const note = { text: 'Early' }
    await signedIn.client.post('/api/notes', note, bearer(signedIn.accessToken))
    const release = await openEarly(page, wire, '/account/notes')
    await list(page).getByRole('button', { name: 'Delete' }).click()
    release()
    await expect(page.getByText('The note was deleted.')).toBeVisible()
    await expect(texts(page)).toHaveCount(0)
  },
)

test('when there is no network, the page shows that until there is one again', async ({
  context,
  page,
  signedIn: _,
}) => {
  await page.goto('/account/notes')
  await addNote(page, 'There before')
  await context.setOffline(true)
  await field(page).fill('Later')
  await page.getByRole('button', { name: 'Add note' }).click()
  await expect(summary(page)).toContainText('You are offline.')
  await list(page).getByRole('button', { name: 'Delete' }).click()
  await expect(list(page).getByRole('alert').getByText('You are offline.')).toBeVisible()
  await context.setOffline(false)
  await expect(page.getByText('You are offline.')).toHaveCount(0)
  await expect(field(page)).toHaveValue('Later')
})

test('when a note is not sent yet, the page keeps it: over Back, a sign-out in another tab, and a reload', async ({
  context,
  page,
}) => {
  const person = newPerson()
  await signUpOnPage(page, person)
  // Before its scripts have run, a link loads another document, which knows of no draft.
  await callMe(page)
  const accountNav = page.getByRole('navigation', { name: 'Account' })
  await accountNav.getByText('Notes').click()
  await field(page).fill('Not sent')
  await page.goBack()
  await expectAccount(page, person)
  await page.goForward()
  await expect(field(page)).toHaveValue('Not sent')

  const tab = await context.newPage()
  await tab.goto('/')
  await signOut(tab)
  await expect(title(page, 'Signed out in another tab')).toBeVisible()
  const opened = context.waitForEvent('page')
  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click()
  await enter(await opened, person)
  await expect(field(page)).toHaveValue('Not sent')

  const asked = page.waitForEvent('dialog')
  await page.evaluate(() => void setTimeout(() => location.reload()))
  expect((await asked).type()).toBe('beforeunload')
  await (await asked).dismiss()
  await expect(field(page)).toHaveValue('Not sent')

  await signOut(page)
  await expect(title(page, 'Sign in')).toBeVisible()
  await enter(page, person)
  await accountNav.getByText('Notes').click()
  await expect(field(page)).toHaveValue('')
})

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

test('when another user signs in in the same tab and goes Back, the field holds nothing of the first one', async ({
  page,
  signedIn,
}) => {
  await page.goto('/account/notes')
  await field(page).fill(`a secret of ${signedIn.user.id}`)
  await page.getByRole('navigation', { name: 'Account' }).getByText('Sessions').click()
  await expect(title(page, 'Your sessions')).toBeVisible()
  await signOut(page)
  await expect(title(page, 'Sign in')).toBeVisible()
  await signUpOnPage(page, newPerson())
  // Back to each page that this tab has shown, the notes of the first user among them.
  for (let steps = 0; steps < 4; steps += 1) {
    await page.goBack()
    await page.waitForLoadState('networkidle')
    if (await field(page).isVisible()) await expect(field(page)).toHaveValue('')
  }
  await page.goto('/account/notes')
  await expect(field(page)).toHaveValue('')
})

wired(
  'when Add is pressed twice before hydration, the note is added once, and the page says so',
  async ({ page, signedIn: _, wire }) => {
    const release = await openEarly(page, wire, '/account/notes')
    await field(page).fill('Early')
    await page.getByRole('button', { name: 'Add note' }).dblclick()
    release()
    await expect(page.getByText('The note was added.')).toBeVisible()
    await expect(texts(page)).toHaveText(['Early'])
    await expect(page.getByText('Write something.')).toHaveCount(0)
  },
)
