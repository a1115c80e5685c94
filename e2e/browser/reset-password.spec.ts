/** A new password through a link: from the operator's shell to the account. */
import type { Page } from 'playwright/test'
import { NAME } from '../../lib/brand'
import { Client } from '../support/client'
import { users } from '../support/operator'
import { newPerson, signUp, signUpAndIn } from '../support/people'
import { expectAccessible } from './support/axe'
import { enter, expectAccount, summary, title } from './support/pages'
import { beginSearch } from './support/search'
import { expect, test, wired } from './support/test'

const PATH = '/reset-password'
const API = '/api/auth/reset-password'
const NEW_PASSWORD = 'seven green umbrellas'

const field = (page: Page) => page.getByLabel('New password', { exact: true })

async function choose(page: Page, password = NEW_PASSWORD): Promise<void> {
  await field(page).fill(password)
  await field(page).press('Enter')
}

/** Asserts that the page says what has become of the link, that it is read out, and without a form. */
async function expectTold(page: Page, heading: string): Promise<void> {
  await expect(title(page, heading)).toBeFocused()
  await expect(field(page)).toHaveCount(0)
  await expectAccessible(page)
}

const linkOf = (token: string) => `${PATH}#token=${token}`

test('when the operator makes a link, its person signs in with a new password, and other devices say why @phone', async ({
  app,
  otherDevice,
  page,
}) => {
  const person = await signUp(new Client(app))
  const other = await otherDevice(person)
  const { stdout } = await users(app, 'reset-password', person.email)
  const link = stdout.trim()
  await page.goto(link)
  await expect(field(page)).toHaveAttribute('autocomplete', 'new-password')
  await expect(page).toHaveURL(PATH)
  await expectAccessible(page)

  await choose(page, 'password')
  await expect(page.getByText('one of the first passwords')).toBeVisible()
  await expect(field(page)).toBeFocused()
  await expectAccessible(page)
  await choose(page)
  await expectTold(page, 'The password was changed')

  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click()
  await enter(page, person)
  await expect(summary(page)).toContainText('wrong')
  await enter(page, { ...person, password: NEW_PASSWORD })
  await expectAccount(page, person)
  await page.getByRole('navigation', { name: 'Account' }).getByText('Activity').click()
  await expect(page.getByText('Password reset', { exact: true })).toBeVisible()
  await expect(page.getByText('A link for a new password was made')).toBeVisible()

  await other.getByRole('button', { name: 'Call GET /api/me' }).click()
  await expect(title(other, 'Your password was changed')).toBeVisible()

  // It was good for one use; the page that is there takes the link that is pasted into its address bar.
  await page.goto(link)
  await choose(page, 'eight green umbrellas')
  await expectTold(page, 'This link does not work any more')
})

wired(
  'when a link is used, its token is in the body of the POST and in no other place',
  async ({ app, context, database, page, wire }) => {
    const search = beginSearch(app, context, wire.exchanges)
    const { user } = await signUpAndIn(app)
    const token = database.passwordResetToken(user.id)
    await page.goto(linkOf(token))
    await expect(page).toHaveURL(PATH)
    await choose(page, 'short')
    await expect(page.getByText('Use at least 8 characters.')).toBeVisible()
    await choose(page)
    await expect(title(page, 'The password was changed')).toBeVisible()
    await search.lookInto(page, 'changed')
    await page.getByRole('banner').getByRole('link', { name: NAME }).click()
    await expect(page).toHaveURL('/')
    await page.goBack()
    await expect(title(page, 'This link is not complete')).toBeVisible()
    await search.lookInto(page, 'gone back')
    // The page's own memory, which goes with the document. The token is used up, and opens nothing.
    const inMemory = /^(requested addresses|what hangs on window), /
    expect(search.placesOf(token).filter((place) => !inMemory.test(place))).toEqual([
      `POST ${API} request body`,
    ])
  },
)

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('when JavaScript is off, the page says that it needs it', async ({ page }) => {
    const { password } = newPerson()
    await page.goto(linkOf('x'))
    expect(await page.locator('main noscript').textContent()).toContain('needs JavaScript')
    await choose(page, password)
    expect(new URL(page.url()).search).toBe('')
  })
})
