/** The tabs of one browser sign in and out together. */
import { Client } from '../support/client'
import { signUp } from '../support/people'
import {
  callMe,
  enter,
  expectAccount,
  expectNothingOf,
  signInOnPage,
  signOut,
  title,
} from './support/pages'
import { expect, test } from './support/test'

test('when one tab signs in, the others follow, each to its own page', async ({
  app,
  context,
  page,
}) => {
  const person = await signUp(new Client(app))
  const [waiting, reading] = [await context.newPage(), await context.newPage()]
  await waiting.goto('/account?tab=2')
  await expect(title(waiting, 'Sign in')).toBeVisible()
  await reading.goto('/')
  await signInOnPage(page, person)
  await expectAccount(waiting, person)
  await expect(waiting).toHaveURL('/account?tab=2')
  await expect(reading.getByRole('link', { name: 'Go to your account' })).toBeVisible()
  await expect(reading.getByRole('navigation')).toContainText(person.email)
  for (const tab of [page, waiting]) await callMe(tab)
})

test('when one tab signs out, every tab closes and says where it was done', async ({
  context,
  page,
  signedIn,
}) => {
  await page.goto('/account')
  const [second, third] = [await context.newPage(), await context.newPage()]
  await second.goto('/account')
  await third.goto('/')
  // A message that is sent before a page listens never reaches it.
  await callMe(second)
  await expect(third.getByRole('navigation')).toContainText(signedIn.person.email)
  await signOut(page)
  await expect(title(second, 'Signed out in another tab')).toBeVisible()
  await expect(title(second, 'Signed out in another tab')).toBeFocused()
  await expect(third.locator('body > [role=status]')).toContainText('Signed out in another tab.')
  for (const tab of [second, third]) await expectNothingOf(tab, signedIn.person)

  await second.getByRole('main').getByRole('link', { name: 'Sign in' }).click()
  await enter(second, signedIn.person)
  await expectAccount(second, signedIn.person)
  await expect(third.getByRole('navigation')).toContainText(signedIn.person.email)
})
