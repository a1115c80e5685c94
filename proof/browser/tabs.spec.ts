/** Tabs of one browser are one person: in, out and switched together. */

import { watchFor } from '../../e2e/browser/support/flash'
import {
  callMe,
  enter,
  expectAccount,
  pressCall,
  signOut,
  signUpOnPage,
  title,
} from '../../e2e/browser/support/pages'
import { newestSession } from '../../e2e/browser/support/sessions'
import { expect, test, wired } from '../../e2e/browser/support/test'
import { Client } from '../../e2e/support/client'
import { cookieName } from '../../e2e/support/cookie'
import { newPerson, signUp, signUpAndIn } from '../../e2e/support/people'

test('when another user signs in, no tab shows the first user with the session of the second', async ({
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
