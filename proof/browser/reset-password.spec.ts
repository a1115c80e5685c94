/** A new password through a link: from the operator's shell to the account. */
import type { Page } from 'playwright/test'
import { expectAccessible } from '../../e2e/browser/support/axe'
import {
  enter,
  expectAccount,
  nav,
  notice,
  submit,
  summary,
  title,
} from '../../e2e/browser/support/pages'
import { expect, test, wired } from '../../e2e/browser/support/test'
import { openEarly } from '../../e2e/browser/support/wire'
import { Client } from '../../e2e/support/client'
import { signUpAndIn } from '../../e2e/support/people'

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

test('when a page has shown the result of one link, the next link that is opened in it works', async ({
  app,
  database,
  page,
}) => {
  const { person, user } = await signUpAndIn(app)
  await page.goto(linkOf('cut-off'))
  await expectTold(page, 'This link is not complete')
  await expect(page).toHaveURL(PATH)
  await page.goto(linkOf('x'.repeat(43)))
  await choose(page)
  await expectTold(page, 'This link does not work any more')
  await page.goto(linkOf(database.passwordResetToken(user.id)))
  await expect(page).toHaveURL(PATH)
  await choose(page)
  await expectTold(page, 'The password was changed')
  await new Client(app).post('/api/auth/login', { ...person, password: NEW_PASSWORD })
  await page.reload()
  await expectTold(page, 'This link is not complete')
})

test('when another person is signed in here, they stay so, and the way leads to the form', async ({
  app,
  database,
  page,
  signedIn,
}) => {
  const other = await signUpAndIn(app)
  await page.goto(linkOf(database.passwordResetToken(other.user.id)))
  await choose(page)
  await expectTold(page, 'The password was changed')
  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click()
  await expect(page.getByRole('main')).toContainText(`You are signed in as ${signedIn.user.email}`)
  await enter(page, { ...other.person, password: NEW_PASSWORD })
  // The document was the first person's: it is loaded again, for the one who has signed in.
  await expect(page.getByRole('main')).toContainText(`You are signed in as ${other.user.email}`)
})

wired(
  'when the answer is lost, the page says that the password may have changed, and then that the link is used up',
  async ({ app, database, page, wire }) => {
    const { person, user } = await signUpAndIn(app)
    const stop = wire.meddle(API, async (pass) => {
      await pass()
      return 'lost'
    })
    await page.goto(linkOf(database.passwordResetToken(user.id)))
    await choose(page)
    await expect(summary(page)).toContainText('the password may have changed')
    stop()
    await submit(page).click()
    await expectTold(page, 'Your password may have changed')
    await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click()
    await enter(page, { ...person, password: NEW_PASSWORD })
    await expectAccount(page, person)
  },
)

wired(
  'when the form is sent before hydration, twice even, it is sent once after it, with the token',
  async ({ app, database, page, wire }) => {
    const { user } = await signUpAndIn(app)
    const release = await openEarly(page, wire, linkOf(database.passwordResetToken(user.id)))
    await choose(page)
    await submit(page).click()
    release()
    await expect(title(page, 'The password was changed')).toBeVisible()
    await expect(page).toHaveURL(PATH)
    expect(wire.arrived(API)).toBe(1)
    expect(wire.exchanges.map(({ path }) => path).join(' ')).not.toContain('umbrellas')
  },
)

test('when its person is signed in here, this session ends as well, and the page says so once', async ({
  database,
  page,
  signedIn,
}) => {
  await page.goto(linkOf(database.passwordResetToken(signedIn.user.id)))
  await expect(page.getByRole('main')).toContainText(`You are signed in as ${signedIn.user.email}`)
  await choose(page)
  await expectTold(page, 'The password was changed')
  await expect(nav(page).getByRole('link', { name: 'Sign in' })).toBeVisible()
  await expect(notice(page).getByText('Your password was changed')).toBeHidden()
})
