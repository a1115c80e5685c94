/** The list of sessions: long lists, and what the server cannot do. */
import { randomUUID } from 'node:crypto'
import type { Locator, Page } from 'playwright/test'
import { callMe, enter, expectAccount, signUpOnPage, title } from '../../e2e/browser/support/pages'
import {
  cards,
  done,
  endButton,
  everywhere,
  FIREFOX,
  others,
} from '../../e2e/browser/support/session-list'
import { newestSession, revoke } from '../../e2e/browser/support/sessions'
import { expect, test, wired } from '../../e2e/browser/support/test'
import { problemReply } from '../../e2e/browser/support/wire'
import type { AppDatabase } from '../../e2e/support/database'
import { newPerson, signIn } from '../../e2e/support/people'

const alert = (page: Page): Locator => others(page).getByRole('alert')

/** Copies a session as often as asked, each as living as it is: a long list without as many hashes. */
function copySession(database: AppDatabase, id: string, times: number): void {
  const columns = Object.keys(database.session(id)).filter((column) => column !== 'id')
  const copy = database.native.prepare(
    `INSERT INTO sessions (id, ${columns}) SELECT ?, ${columns} FROM sessions WHERE id = ?`,
  )
  for (let made = 0; made < times; made += 1) copy.run(randomUUID(), id)
}

test('when a device comes back later, the sign-in form shows what happened', async ({
  otherDevice,
  page,
}) => {
  const person = newPerson()
  await signUpOnPage(page, person)
  const other = await otherDevice(person, { userAgent: FIREFOX })
  await other.goto('about:blank')
  await page.goto('/account/sessions')
  await endButton(page).click()
  await expect(others(page)).toContainText('You are signed in nowhere else.')

  await other.goto('/account/activity')
  await expect(title(other, 'Sign in')).toBeVisible()
  await expect(other.getByRole('main')).toContainText('Your session was ended.')
  await expect(other.getByRole('main')).toContainText('ended on another device')
  // Once on this page, and on no page after it.
  await expect(other.getByText('Your session was ended.').filter({ visible: true })).toHaveCount(1)
  await other.goto('/')
  await expect(other.getByText('Your session was ended.')).toHaveCount(0)
  await other.goto('/sign-in?next=/account/activity')
  await enter(other, person)
  await expect(title(other, 'Activity')).toBeVisible()
  await expect(other.getByText('Your session was ended.')).toHaveCount(0)
})

test('when a session has ended already, it leaves the list without an error', async ({
  database,
  otherDevice,
  page,
}) => {
  const person = newPerson()
  await signUpOnPage(page, person)
  await otherDevice(person, { userAgent: FIREFOX })
  await page.goto('/account/sessions')
  await expect(cards(page)).toHaveCount(1)
  revoke(database, newestSession(database, person).id)
  await endButton(page).click()
  await expect(cards(page)).toHaveCount(0)
  await expect(alert(page)).toHaveCount(0)
})

wired(
  'when the list is long, the card that was pressed shows what happened, and the focus stays there',
  async ({ app, database, page, wire }) => {
    const person = newPerson()
    await signUpOnPage(page, person)
    const { sessionId } = await signIn(app, person)
    copySession(database, sessionId, 29)
    await page.setViewportSize({ width: 360, height: 640 })
    await page.goto('/account/sessions')
    await expect(cards(page)).toHaveCount(30)

    const pressed = others(page).getByRole('listitem').nth(20)
    const button = pressed.getByRole('button')
    const stop = wire.meddle(/^\/api\/account/, async () =>
      problemReply(503, 'busy', 'The server is busy.', 1),
    )
    await button.click()
    await expect(pressed.getByRole('alert')).toHaveText('The server is busy.')
    await expect(pressed.getByRole('alert')).toBeInViewport({ ratio: 1 })
    await expect(alert(page)).toHaveCount(1)
    await expect(button).toBeFocused()

    stop()
    await button.click()
    await expect(done(page)).toHaveText(/^Session ended: /)
    await expect(done(page)).toBeInViewport({ ratio: 1 })
    await expect(alert(page)).toHaveCount(0)
    await expect(cards(page)).toHaveCount(29)
    // The card of the ended one is without a heading, so the next one has its place.
    await expect(cards(page).nth(20)).toBeFocused()
    await expect(cards(page).nth(20)).toBeInViewport({ ratio: 1 })
  },
)

wired(
  'when the server cannot end sessions, the page shows that, and claims nothing',
  async ({ app, page, wire }) => {
    const person = newPerson()
    await signUpOnPage(page, person)
    const device = await page.context().browser()?.newContext({ baseURL: app.url })
    const other = await device?.newPage()
    if (!device || !other) throw new Error('No browser')
    await other.goto('/sign-in')
    await enter(other, person)
    await expectAccount(other, person)

    await page.goto('/account/sessions')
    const stop = wire.meddle(/^\/api\/(account|auth\/logout-all)/, async () =>
      problemReply(503, 'busy', 'The server is busy.', 1),
    )
    await endButton(page).click()
    await expect(alert(page)).toHaveText('The server is busy.')
    await expect(cards(page)).toHaveCount(1)
    await everywhere(page).click()
    await expect(page.getByRole('region', { name: 'Sign out everywhere' })).toContainText(
      'The server is busy. No one was signed out.',
    )
    await callMe(other)
    stop()
    await others(page).getByRole('button', { name: 'End all other sessions' }).click()
    await expect(cards(page)).toHaveCount(0)
    await expect(alert(page)).toHaveCount(0)
    await device.close()
  },
)
