/** Tabs of one browser are one person: in, out and switched together. */

import { Client } from '../support/client'
import { cookieName } from '../support/cookie'
import { newPerson, signUp, signUpAndIn } from '../support/people'
import { watchFor } from './support/flash'
import {
  callMe,
  enter,
  expectAccount,
  expectNothingOf,
  pressCall,
  signInOnPage,
  signOut,
  signUpOnPage,
  title,
} from './support/pages'
import { newestSession } from './support/sessions'
import { expect, test, wired } from './support/test'

test('signing in brings the other tabs along, each to where it wanted to go', async ({
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

test('signing out closes every tab, and each says where it was done', async ({
  context,
  page,
  signedIn,
}) => {
  await page.goto('/account')
  const [second, third] = [await context.newPage(), await context.newPage()]
  await second.goto('/account')
  await third.goto('/')
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

test('when somebody else signs in, no tab shows the one with the session of the other', async ({
  app,
  context,
  page,
}) => {
  const [before, after] = [newPerson(), await signUp(new Client(app))]
  await signUpOnPage(page, before)
  const second = await context.newPage()
  await second.goto('/account')
  await callMe(second)
  await signOut(page)
  await expect(title(page, 'Sign in')).toBeVisible()
  await expect(title(second, 'Signed out in another tab')).toBeVisible()

  const seen = await watchFor(second, 'header, main', [before.email])
  await enter(page, after)
  await expectAccount(page, after)
  await expectAccount(second, after)
  await callMe(second)
  expect(await seen()).toEqual([])
})

wired(
  'when the cookie changes hands unseen, the page of the first is gone before it acts',
  async ({ app, context, database, page, signedIn, wire }) => {
    const other = await signUpAndIn(app)
    await page.goto('/account')
    await callMe(page)
    await callMe(page)
    // A sign-in that no tab tells of: a page of another release, or one whose channel is broken.
    const cookie = { name: cookieName(app), value: other.refreshToken, url: app.url }
    await context.addCookies([{ ...cookie, httpOnly: true, sameSite: 'Lax' }])
    await signedIn.client.post('/api/auth/logout')
    const calls = wire.exchanges.length

    await pressCall(page)
    await expectAccount(page, other.person)
    await expect(page.locator('body')).not.toContainText(signedIn.person.email)
    const answered = wire.exchanges.slice(calls).filter(({ path }) => path === '/api/me')
    expect(answered.map(({ status }) => status)).toEqual([401])
    expect(newestSession(database, other.person).revoked_at).toBeNull()
  },
)
