/** Cookies of our name that another app on this host has left in the browser, on paths of ours. */
import type { BrowserContext } from 'playwright/test'
import { callMe, enter, expectAccount, giveSession, title } from '../../e2e/browser/support/pages'
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

test('when no cookie of the name is ours, the form signs in', async ({ app, context, page }) => {
  const person = await signUp(new Client(app))
  for (const path of ['/', '/api', '/account', '/sign-in']) {
    await plant(context, app, path, 'of another app')
  }
  await page.goto('/account')
  await expect(title(page, 'Sign in')).toBeVisible()
  await enter(page, person)
  await expectAccount(page, person)
  await page.reload()
  await expectAccount(page, person)
})

test('when the hint is of another app, too, the form says that its cookie is not one of ours', async ({
  app,
  context,
  page,
}) => {
  const person = await signUp(new Client(app))
  await giveSession(context, app.url, { refreshToken: 'of another app' })
  await page.goto('/sign-in')
  await expect(page.getByRole('main')).toContainText('another app on this host has set a cookie')
  await enter(page, person)
  await expectAccount(page, person)
})

test('when a session of the API is none for the account page, no page leads in a circle', async ({
  app,
  context,
  page,
  signedIn,
}) => {
  await context.clearCookies({ name: cookieName(app) })
  await plant(context, app, '/api', signedIn.refreshToken)
  await page.goto('/account')
  await expect(page.getByRole('main')).toContainText(
    `You are signed in as ${signedIn.person.email}`,
  )
  // The refresh that found this out has given the whole app the cookie.
  await page.getByRole('link', { name: 'Go on' }).click()
  await expectAccount(page, signedIn.person)
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
  // Not by the event `load`: the page may be left, or looked at, before that.
  let loads = 0
  page.on('request', (request) => {
    if (request.isNavigationRequest()) loads += 1
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
  // That is what the server has rendered; this, with the token that the page has got.
  await callMe(page)
  await expectAccount(page, signedIn.person)
  await page.goto('/account/sessions')
  await expect(title(page, 'Your sessions')).toBeVisible()
})
