/** A session that ends behind the page's back: the next action says what happened, and why. */
import type { Page } from 'playwright/test'
import {
  callMe,
  enter,
  expectNothingOf,
  nav,
  pressCall,
  refreshTokenOf,
  signUpOnPage,
  title,
} from '../../e2e/browser/support/pages'
import {
  holderOf,
  LONG_AGO,
  newestSession,
  revoke,
  SAVED,
} from '../../e2e/browser/support/sessions'
import { expect, test } from '../../e2e/browser/support/test'
import { cookieName } from '../../e2e/support/cookie'
import { bearer, type Grant, newPerson } from '../../e2e/support/people'

const REVOKED = 'Your session was ended'

/** In seconds. */
const A_WEEK = 604_800

const REUSED = 'We ended your sessions to protect you'

test('when the session has expired, the page shows that', async ({ database, page, signedIn }) => {
  await page.goto('/account')
  await callMe(page)
  database.age(signedIn.sessionId, 'idle_expires_at', A_WEEK)
  await pressCall(page)
  await expect(title(page, 'Your session has expired')).toBeVisible()
  await expectNothingOf(page, signedIn.person)
})

test('when its cookie is gone, the page shows that once the access token is over', async ({
  context,
  page,
  signedIn,
}) => {
  await page.clock.install()
  await page.goto('/account')
  await callMe(page)
  await context.clearCookies()
  await page.clock.fastForward('15:00')
  await expect(title(page, 'You are not signed in')).toBeVisible()
  await expectNothingOf(page, signedIn.person)
})

test('when its cookie is not one of this app, the page shows that', async ({
  app,
  context,
  page,
  signedIn,
}) => {
  await page.clock.install()
  await page.goto('/account')
  await callMe(page)
  await context.addCookies([{ name: cookieName(app), value: 'no token', url: app.url }])
  await page.clock.fastForward('15:00')
  await expect(title(page, 'Your sign-in is no longer valid')).toBeVisible()
  await expectNothingOf(page, signedIn.person)
})

test.describe('a stolen copy of the cookie', () => {
  /** A person at their account, whose first refresh token an attacker has copied, and who has gone on. */
  async function copied(page: Page) {
    const person = newPerson()
    await signUpOnPage(page, person)
    await callMe(page)
    return { person, copy: (await refreshTokenOf(page.context())) ?? '' }
  }

  test('when it is used before its owner goes on, the owner’s next refresh finds it', async ({
    app,
    database,
    page,
  }) => {
    await page.clock.install()
    const { person, copy } = await copied(page)
    const { id } = newestSession(database, person)
    database.age(id, 'rotated_at', LONG_AGO)
    const thief = holderOf(app, copy)
    const stolen = (await thief.post('/api/auth/refresh')).json<Grant>()
    database.age(id, 'rotated_at', LONG_AGO)
    expect((await thief.get('/api/me', bearer(stolen.accessToken))).status).toBe(200)

    await page.clock.fastForward('15:00')
    await expect(title(page, REUSED)).toBeVisible()
    await expect(page.getByRole('main')).toContainText('change your password')
    await expectNothingOf(page, person)
    expect((await thief.get('/api/me', bearer(stolen.accessToken))).status).toBe(401)
    expect((await thief.post('/api/auth/refresh')).status).toBe(401)
    expect(database.user(person.email)?.token_version).toBe(1)

    await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click()
    await enter(page, person)
    await expect(title(page, 'Security')).toBeVisible()
  })

  test('when a device was away meanwhile, the sign-in form shows what happened', async ({
    app,
    database,
    otherDevice,
    page,
  }) => {
    const { person, copy } = await copied(page)
    const { id } = newestSession(database, person)
    const other = await otherDevice(person)
    await other.goto('about:blank')
    database.age(id, 'rotated_at', LONG_AGO)
    await page.reload()
    await callMe(page)
    database.age(id, 'rotated_at', SAVED)
    await callMe(page)
    expect((await holderOf(app, copy).post('/api/auth/refresh')).status).toBe(401)

    await other.goto('/account')
    await expect(title(other, 'Sign in')).toBeVisible()
    await expect(other.getByRole('main')).toContainText(`${REUSED}.`)
    await enter(other, person)
    await expect(title(other, 'Security')).toBeVisible()
    await expect(other.getByText(REUSED)).toHaveCount(0)
  })
})

test('when that happens on a public page, the reason stands above the page, which stays', async ({
  database,
  page,
  signedIn,
}) => {
  await page.clock.install()
  await page.goto('/')
  await expect(nav(page)).toContainText(signedIn.person.email)
  revoke(database, signedIn.sessionId)
  await page.clock.fastForward('15:00')
  await expect(page.locator('body > [role=status]')).toContainText(`${REVOKED}.`)
  await expectNothingOf(page, signedIn.person)
  await expect(page.getByRole('main').getByRole('link', { name: 'Sign in' })).toBeVisible()
})
