/** The cookie that tells a static page whether there is a user: what it says wrong leads no one astray. */
import type { BrowserContext } from 'playwright/test'
import { hintName } from '../support/cookie'
import { callsOf } from './support/calls'
import { enter, expectAccount, nav, notice, refreshTokenOf, title } from './support/pages'
import { revoke } from './support/sessions'
import { expect, test, wired } from './support/test'

const REFRESH = '/api/auth/refresh'

const hintOf = async (context: BrowserContext) =>
  (await context.cookies()).find(({ name }) => name.includes('signed_in_hint'))

test.describe('when the hint is wrong', () => {
  const NOT = 'You are not signed in.'

  for (const path of ['/', '/sign-in']) {
    test(`${path} says so when there is no session, asks once, and forgets the hint`, async ({
      app,
      context,
      page,
    }) => {
      await context.addCookies([{ name: hintName(app), value: '1', url: app.url }])
      const calls = callsOf(context)
      await page.goto(path)
      const told = path === '/' ? notice(page) : page.getByRole('main')
      await expect(told).toContainText(NOT)
      await expect(nav(page).getByRole('link', { name: 'Sign in' })).toBeVisible()
      expect(await hintOf(context)).toBeUndefined()
      await page.reload({ waitUntil: 'networkidle' })
      await expect(page.locator('body')).not.toContainText(NOT)
      expect(calls).toEqual([REFRESH])
    })
  }

  test('when the session ended elsewhere, the form says why, and a sign-in leads on', async ({
    context,
    database,
    page,
    signedIn,
  }) => {
    revoke(database, signedIn.sessionId)
    const calls = callsOf(context)
    await page.goto('/account')
    await expect(title(page, 'Sign in')).toBeVisible()
    await expect(page.getByRole('main')).toContainText('Your session was ended.')
    expect(await hintOf(context)).toBeUndefined()
    expect(await refreshTokenOf(context)).toBeUndefined()
    expect(calls).toEqual([REFRESH])
    await enter(page, signedIn.person)
    await expectAccount(page, signedIn.person)
  })

  test('when it is missing and the session is good, the account opens, and the hint is back', async ({
    context,
    page,
    signedIn,
  }) => {
    await context.clearCookies({ name: /signed_in_hint/ })
    const calls = callsOf(context)
    await page.goto('/', { waitUntil: 'networkidle' })
    expect(calls).toEqual([])
    await page.goto('/account', { waitUntil: 'networkidle' })
    await expectAccount(page, signedIn.person)
    await expect.poll(async () => (await hintOf(context))?.value).toBe('1')
    await page.goto('/')
    await expect(nav(page)).toContainText(signedIn.person.email)
  })

  wired(
    'and the server cannot be reached, the page keeps the user and tries again',
    async ({ page, signedIn, wire }) => {
      const restore = wire.meddle(REFRESH, async () => 'lost')
      await page.goto('/sign-in')
      await expect(notice(page)).toContainText('The server cannot be reached.')
      await expect(page.getByRole('main').getByLabel('Email')).toBeVisible()
      restore()
      await expectAccount(page, signedIn.person)
    },
  )
})

test('when another user signs in at /sign-in?stay, the page goes on to the account of that one', async ({
  page,
  signedIn,
  someone,
}) => {
  await page.goto('/sign-in?stay')
  await expect(page.getByRole('main')).toContainText(`signed in as ${signedIn.person.email}`)
  await enter(page, someone.person)
  await expectAccount(page, someone.person)
})
