import { watchFor } from '../../e2e/browser/support/flash'
import {
  callMe,
  expectNothingOf,
  signOut,
  signUpOnPage,
  title,
} from '../../e2e/browser/support/pages'
import { revoke } from '../../e2e/browser/support/sessions'
import { expect, test } from '../../e2e/browser/support/test'
import { newPerson } from '../../e2e/support/people'

// Playwright switches the back/forward cache off; people have it on.
test.use({
  launchOptions: ({ launchOptions }, provide) =>
    provide({ ...launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
})

test('when a user goes Back to the account after a sign-out in another tab, nothing of it is shown', async ({
  context,
  page,
}) => {
  const person = newPerson()
  await signUpOnPage(page, person)
  await page.goto('/nowhere')
  const second = await context.newPage()
  await second.goto('/account')
  await signOut(second)
  await expect(title(second, 'Sign in')).toBeVisible()
  await expectNothingOf(page, person)

  const seen = await watchFor(page, 'header, main', [person.email])
  await page.goBack()
  await expect(title(page, 'Sign in')).toBeVisible()
  expect(await seen()).toEqual([])
  await expectNothingOf(page, person)
})

test('when a page comes back as it was left, it asks whether its session still lives', async ({
  database,
  page,
  signedIn,
}) => {
  await page.goto('/account')
  // From here on it listens.
  await callMe(page)
  revoke(database, signedIn.sessionId)
  await page.evaluate(() =>
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })),
  )
  await expect(title(page, 'Your session was ended')).toBeVisible()
  await expectNothingOf(page, signedIn.person)
})
