/** Cookies of our name that another app on this host has left in the browser, on paths of ours. */
import type { BrowserContext } from 'playwright/test'
import { enter, expectAccount, giveSession, title } from '../../e2e/browser/support/pages'
import { expect, test } from '../../e2e/browser/support/test'
import type { App } from '../../e2e/support/app'
import { Client } from '../../e2e/support/client'
import { cookieName } from '../../e2e/support/cookie'
import { signUp, signUpAndIn } from '../../e2e/support/people'

function plant(context: BrowserContext, app: App, path: string, value: string): Promise<void> {
  const { hostname: domain } = new URL(app.url)
  const attributes = { httpOnly: true, sameSite: 'Lax' } as const
  return context.addCookies([{ name: cookieName(app), value, domain, path, ...attributes }])
}

test('when no cookie of the name is ours, the form says which it is, and signs in', async ({
  app,
  context,
  page,
}) => {
  const person = await signUp(new Client(app))
  for (const path of ['/', '/api', '/account', '/sign-in']) {
    await plant(context, app, path, 'of another app')
  }
  await page.goto('/account')
  await expect(title(page, 'Sign in')).toBeVisible()
  const told = page.locator('[data-foreign-cookie]')
  await expect(told).toContainText(`a cookie named ${cookieName(app)} that this app cannot verify`)
  await enter(page, person)
  await expectAccount(page, person)
  await page.reload()
  await expectAccount(page, person)
})

test('when another user’s cookie lies on the path of the form alone, no page redirects in a circle', async ({
  app,
  context,
  page,
}) => {
  const other = await signUpAndIn(app)
  const person = await signUp(new Client(app))
  await plant(context, app, '/sign-in', other.refreshToken)
  await page.goto('/account')
  // The server rendered it for the other user; the API gets no cookie, and the page shows that.
  await expect(page.getByRole('main')).toContainText('This browser no longer has your sign-in')
  await enter(page, person)
  // The document was that person's: it is loaded again, for the one who has signed in.
  await expect(page.getByRole('main')).toContainText(`You are signed in as ${person.email}`)
  await page.getByRole('link', { name: 'Go on' }).click()
  await expectAccount(page, person)
})

test('when pages and API get different sessions, the page shows that, and does not reload for ever', async ({
  app,
  context,
  page,
}) => {
  const [one, other] = [await signUpAndIn(app), await signUpAndIn(app)]
  await plant(context, app, '/account', one.refreshToken)
  // Rotated a moment ago, it is not replaced by one that the pages would get as well.
  await other.client.post('/api/auth/refresh')
  await plant(context, app, '/api', other.client.refreshToken ?? '')
  let loads = 0
  page.on('load', () => {
    loads += 1
  })
  await page.goto('/account')
  await expect(title(page, 'A cookie is in the way')).toBeVisible()
  await expect(page.getByRole('main')).not.toContainText(one.person.email)
  expect(loads).toBe(2)
  // Signing in mends it.
  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click()
  await enter(page, one.person)
  await expectAccount(page, one.person)
})

test('when one is planted under a page that is open, it goes on', async ({
  app,
  context,
  page,
  signedIn,
}) => {
  const other = await signUpAndIn(app)
  await giveSession(context, app.url, signedIn)
  await page.goto('/account')
  await plant(context, app, '/api', 'of another app')
  await plant(context, app, '/api/auth', other.refreshToken)
  await page.reload()
  await expectAccount(page, signedIn.person)
  await page.goto('/account/sessions')
  await expect(title(page, 'Your sessions')).toBeVisible()
})
