/** What a page load costs: a visitor nothing, a signed-in person one refresh. */

import { callMe, enter, expectAccount, nav, title } from '../../e2e/browser/support/pages'
import { expect, test, wired } from '../../e2e/browser/support/test'
import { gate } from '../../e2e/browser/support/wire'
import { routesOfBuild } from '../../e2e/support/routes'
import { NAME } from '../../lib/brand'
import { watchCalls } from './support/calls'

test('when a user signs in, the answer has the token, and the page after it refreshes once', async ({
  app,
  browser,
  signedIn,
}) => {
  const context = await browser.newContext({ baseURL: app.url })
  const calls = watchCalls(context)
  const page = await context.newPage()
  await page.goto('/sign-in')
  await enter(page, signedIn.person)
  await expectAccount(page, signedIn.person)
  // The page is there before its scripts have asked for anything.
  await expect.poll(() => calls.refreshes()).toBeGreaterThan(0)
  await page.waitForLoadState('networkidle')
  expect(calls.api()).toEqual(['/api/auth/login', '/api/auth/refresh'])
  await context.close()
})

wired(
  'when a call is made during the refresh, it waits for that one alone',
  async ({ page, signedIn, wire }) => {
    const answer = gate()
    wire.meddle('/api/auth/refresh', async (pass) => {
      const reply = await pass()
      await answer.opened
      return reply
    })
    await page.goto('/account')
    await expect.poll(() => wire.arrived('/api/auth/refresh')).toBe(1)
    const called = callMe(page)
    await expect(page.getByRole('button', { name: 'Calling…' })).toBeVisible()
    expect(wire.arrived('/api/me')).toBe(0)
    answer.open()
    await called
    expect(wire.arrived('/api/auth/refresh')).toBe(1)
    expect(wire.arrived('/api/me')).toBe(1)
    await expectAccount(page, signedIn.person)
  },
)

test('when no one is signed in, no page calls the API or is refused', async ({ context, page }) => {
  const calls = watchCalls(context)
  for (const path of routesOfBuild().pages) {
    await page.goto(path, { waitUntil: 'networkidle' })
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  }
  await page.goto('/nowhere', { waitUntil: 'networkidle' })
  await page.getByRole('link', { name: 'Back to the start page' }).click()
  await nav(page).getByRole('link', { name: 'Sign up' }).click()
  await expect(title(page, 'Create an account')).toBeVisible()
  await page.waitForLoadState('networkidle')
  expect(calls.api()).toEqual([])
  expect(await calls.refusals()).toEqual(['GET /nowhere 404'])
})

test('when a user is signed in, a page refreshes once', async ({ context, page, signedIn }) => {
  const calls = watchCalls(context)
  await page.goto('/account')
  await expect.poll(() => calls.refreshes()).toBeGreaterThan(0)
  await page.waitForLoadState('networkidle')
  expect(calls.api()).toEqual(['/api/auth/refresh'])

  await page.getByRole('banner').getByRole('link', { name: NAME }).click()
  await page.getByRole('link', { name: 'Go to your account' }).click()
  await expectAccount(page, signedIn.person)
  await callMe(page)
  await page.waitForLoadState('networkidle')
  expect(calls.api()).toEqual(['/api/auth/refresh', '/api/me'])
})
