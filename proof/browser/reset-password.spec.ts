/** A new password through a link: from the operator's shell to the account. */
import {
  enter,
  expectAccount,
  nav,
  notice,
  submit,
  summary,
  title,
} from '../../e2e/browser/support/pages'
import {
  choose,
  expectResult,
  linkOf,
  NEW_PASSWORD,
  PATH,
} from '../../e2e/browser/support/reset-password'
import { expect, test, wired } from '../../e2e/browser/support/test'
import { openEarly } from '../../e2e/browser/support/wire'
import { Client } from '../../e2e/support/client'
import { signUpAndIn } from '../../e2e/support/people'
import { NAME } from '../../lib/brand'
import { beginSearch } from './support/search'

const API = '/api/auth/reset-password'

test('when a page has shown the result of one link, the next link that is opened in it works', async ({
  app,
  database,
  page,
}) => {
  const { person, user } = await signUpAndIn(app)
  await page.goto(linkOf('cut-off'))
  await expectResult(page, 'This link is not complete')
  await expect(page).toHaveURL(PATH)
  await page.goto(linkOf('x'.repeat(43)))
  await choose(page)
  await expectResult(page, 'This link does not work any more')
  await page.goto(linkOf(database.passwordResetToken(user.id)))
  await expect(page).toHaveURL(PATH)
  await choose(page)
  await expectResult(page, 'Your password is set')
  await new Client(app).post('/api/auth/login', { ...person, password: NEW_PASSWORD })
  await page.reload()
  await expectResult(page, 'This link is not complete')
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
  await expectResult(page, 'Your password is set')
  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click()
  await expect(page.getByRole('main')).toContainText(`You are signed in as ${signedIn.user.email}`)
  await enter(page, { ...other.person, password: NEW_PASSWORD })
  await expectAccount(page, other.person)
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
    await expectResult(page, 'Your password may have changed')
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
    await expect(title(page, 'Your password is set')).toBeVisible()
    await expect(page).toHaveURL(PATH)
    expect(wire.arrived(API)).toBe(1)
    expect(wire.exchanges.map(({ path }) => path).join(' ')).not.toContain('umbrellas')
  },
)

test('when its person is signed in here, this session ends as well, and the page shows that once', async ({
  database,
  page,
  signedIn,
}) => {
  await page.goto(linkOf(database.passwordResetToken(signedIn.user.id)))
  await expect(page.getByRole('main')).toContainText(`You are signed in as ${signedIn.user.email}`)
  await choose(page)
  await expectResult(page, 'Your password is set')
  await expect(nav(page).getByRole('link', { name: 'Sign in' })).toBeVisible()
  await expect(notice(page).getByText('Your password was changed')).toBeHidden()
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
    await expect(title(page, 'Your password is set')).toBeVisible()
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
