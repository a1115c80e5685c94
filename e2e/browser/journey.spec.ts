/** The whole journey, on a desktop and on a phone. */
import type { Page } from 'playwright/test'
import { Client } from '../support/client'
import { bearer, newPerson } from '../support/people'
import { claimsOf } from '../support/tokens'
import { navigationIn, watchFor } from './support/flash'
import {
  bearerOf,
  callMe,
  enter,
  expectAccount,
  expectNothingOf,
  nav,
  notice,
  signOut,
  title,
} from './support/pages'
import { expect, test } from './support/test'
import { gate } from './support/wire'

/** In seconds. */
const ACCESS_TOKEN_LIFE = 3

test.use({ settings: { AUTH_ACCESS_TOKEN_TTL: String(ACCESS_TOKEN_LIFE) } })

test('when a user signs up, reloads, opens a second tab, outlives an access token and signs out, each step works @phone', async ({
  app,
  context,
  page,
}) => {
  const person = newPerson()

  await test.step('signing up leads to the account', async () => {
    await page.goto('/')
    await page.getByRole('main').getByRole('link', { name: 'Create an account' }).click()
    await expect(title(page, 'Create an account')).toBeVisible()
    await enter(page, person)
    await expectAccount(page, person)
    expect(new URL(page.url()).pathname).toBe('/account')
  })

  await test.step('a reload keeps it, in the very HTML of the answer', async () => {
    const seen = await watchFor(page, 'header nav', ['Sign in', 'Sign up'])
    const response = await page.reload()
    const navigation = navigationIn((await response?.text()) ?? '')
    expect(navigation).toContain(person.email)
    expect(navigation).toContain('Sign out')
    expect(navigation).not.toMatch(/Sign in|Sign up/)
    await callMe(page)
    expect(await seen()).toEqual([])
  })

  const second = await context.newPage()
  await test.step('a second tab is in', async () => {
    await second.goto('/')
    await second.getByRole('link', { name: 'Go to your account' }).click()
    await expectAccount(second, person)
  })

  await test.step('an action after the life of an access token goes on as if nothing were', async () => {
    await page.evaluate(() => document.body.setAttribute('data-same-document', ''))
    const first = await bearerOf(await callMe(page))
    const end = Number(claimsOf(first).exp) * 1000
    await expect.poll(() => Date.now(), { intervals: [100] }).toBeGreaterThan(end)
    expect((await new Client(app).get('/api/me', bearer(first))).status).toBe(401)

    const later = await bearerOf(await callMe(page))
    expect(later).not.toBe(first)
    expect(claimsOf(later).sid).toBe(claimsOf(first).sid)
    await expect(notice(page)).toBeEmpty()
    await expect(page.locator('body[data-same-document]')).toBeVisible()
  })

  await test.step('signing out closes both tabs at once', async () => {
    // Before the server has answered, whatever that takes: no limit of time depends on the machine.
    const answer = gate()
    await page.route(
      '**/api/auth/logout',
      async (route) => {
        await answer.opened
        await route.continue()
      },
      { times: 1 },
    )
    await signOut(page)
    await expectNothingOf(page, person)
    await expect(title(second, 'Signed out in another tab')).toBeVisible()
    await expectNothingOf(second, person)
    await expect(title(page, 'Signed out')).toBeVisible()
    answer.open()
    await expect(title(page, 'Sign in')).toBeVisible()
    await expect(nav(second).getByRole('link', { name: 'Sign in' })).toBeVisible()
  })

  await test.step('Back shows nothing of the account, in either tab', async () => {
    for (const tab of [page, second]) {
      const seen = await watchFor(tab, 'header, main', [person.email])
      expect(await walkBack(tab)).toBeGreaterThan(0)
      await tab.goto('/account')
      await expect(title(tab, 'Sign in')).toBeVisible()
      await expectNothingOf(tab, person)
      expect(await seen()).toEqual([])
    }
  })

  await test.step('signing in again leads to where one wanted to go', async () => {
    await page.goto('/account?from=mail')
    await expect(title(page, 'Sign in')).toBeVisible()
    await enter(page, person)
    await expectAccount(page, person)
    expect(page.url()).toBe(`${app.url}/account?from=mail`)
  })
})

/** Goes Back to the first page of the app. @returns how many steps that were. */
async function walkBack(tab: Page): Promise<number> {
  let steps = 0
  while (await canGoBack(tab)) {
    await tab.goBack()
    steps += 1
  }
  return steps
}

/** Asks again where the page leaves its document while it is asked: one that came back may do so. */
async function canGoBack(tab: Page): Promise<boolean> {
  let answer = false
  await expect(async () => {
    answer = await tab.evaluate(() => window.navigation.canGoBack)
  }).toPass()
  return answer
}
