/** A session that ends behind the page's back: the next action says what happened, and why. */

import type { Page } from 'playwright/test'
import { cookieName } from '../support/cookie'
import { bearer, type Grant, newPerson } from '../support/people'
import {
  bearerOf,
  callMe,
  enter,
  expectAccount,
  expectNothingOf,
  pressCall,
  refreshTokenOf,
  signUpOnPage,
  title,
} from './support/pages'
import { holderOf, LONG_AGO, newestSession, revoke, SAVED } from './support/sessions'
import { expect, test } from './support/test'

/** In seconds. */
const A_WEEK = 604_800

const REVOKED = 'Your session was ended'
const REUSED = 'We ended your sessions to protect you'

test('ended from elsewhere, it is over at the next action, in every tab', async ({
  context,
  database,
  page,
  signedIn,
}) => {
  await page.goto('/account')
  await callMe(page)
  const second = await context.newPage()
  await second.goto('/account')
  await callMe(second)
  revoke(database, signedIn.sessionId)
  await expectAccount(page, signedIn.person)
  await pressCall(page)
  for (const tab of [page, second]) {
    await expect(title(tab, REVOKED)).toBeVisible()
    await expect(title(tab, REVOKED)).toBeFocused()
    await expectNothingOf(tab, signedIn.person)
  }
  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click()
  await enter(page, signedIn.person)
  await expectAccount(page, signedIn.person)
  await expect(page).toHaveURL('/account')
})

test('expired, it says so', async ({ database, page, signedIn }) => {
  await page.goto('/account')
  await callMe(page)
  database.age(signedIn.sessionId, 'idle_expires_at', A_WEEK)
  await pressCall(page)
  await expect(title(page, 'Your session has expired')).toBeVisible()
  await expectNothingOf(page, signedIn.person)
})

test('with its cookie gone, it says so once the access token is over', async ({
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

test('with a cookie that is none of ours, it says so', async ({ app, context, page, signedIn }) => {
  await page.clock.install()
  await page.goto('/account')
  await callMe(page)
  await context.addCookies([{ name: cookieName(app), value: 'no token', url: app.url }])
  await page.clock.fastForward('15:00')
  await expect(title(page, 'Your sign-in is no longer valid')).toBeVisible()
  await expectNothingOf(page, signedIn.person)
})

test('on a public page it is told above the page, which stays', async ({
  database,
  page,
  signedIn,
}) => {
  await page.clock.install()
  await page.goto('/')
  await page.waitForLoadState('networkidle')
  revoke(database, signedIn.sessionId)
  await page.clock.fastForward('15:00')
  await expect(page.locator('body > [role=status]')).toContainText(`${REVOKED}.`)
  await expectNothingOf(page, signedIn.person)
  await expect(page.getByRole('main').getByRole('link', { name: 'Sign in' })).toBeVisible()
})

test.describe('a stolen copy of the cookie', () => {
  /** A person at their account, whose first refresh token somebody has copied and who has gone on. */
  async function copied(page: Page) {
    const person = newPerson()
    await signUpOnPage(page, person)
    await callMe(page)
    return { person, copy: (await refreshTokenOf(page.context())) ?? '' }
  }

  test('used after its owner went on ends everything, and every open page tells the owner', async ({
    app,
    context,
    database,
    otherDevice,
    page,
  }) => {
    const { person, copy } = await copied(page)
    const { id } = newestSession(database, person)
    const [tab, publicTab] = [await context.newPage(), await context.newPage()]
    await tab.goto('/account/sessions')
    await publicTab.goto('/')
    const other = await otherDevice(person)
    await callMe(other)
    await page.bringToFront()
    database.age(id, 'rotated_at', LONG_AGO)
    await page.reload()
    await callMe(page)
    expect(await refreshTokenOf(page.context())).not.toBe(copy)
    database.age(id, 'rotated_at', SAVED)
    const accessToken = await bearerOf(await callMe(page))

    const thief = await holderOf(app, copy).post('/api/auth/refresh')
    expect({ status: thief.status, code: thief.json().code }).toEqual({
      status: 401,
      code: 'token-reuse',
    })
    expect(database.session(id).revoked_reason).toBe('reuse')
    const call = await holderOf(app, '').get('/api/me', bearer(accessToken))
    expect(call.status).toBe(401)

    await pressCall(page)
    for (const each of [page, tab]) {
      await expect(title(each, REUSED)).toBeVisible()
      await expect(each.getByRole('main')).toContainText('somebody else may have copied it')
      await expect(each.getByRole('main')).toContainText('all your sessions were ended')
      await expect(each.getByRole('main')).toContainText('change your password')
    }
    await expect(publicTab.locator('body > [role=status]')).toContainText(`${REUSED}.`)
    await pressCall(other)
    await expect(title(other, REUSED)).toBeVisible()
    for (const each of [page, tab, publicTab, other]) await expectNothingOf(each, person)
    expect(await refreshTokenOf(page.context())).toBeUndefined()

    await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click()
    await enter(page, person)
    await expect(title(page, 'Security')).toBeVisible()
    await page.getByRole('navigation', { name: 'Account' }).getByText('Activity').click()
    await expect(page.getByText('An old copy of a session was used')).toBeVisible()
  })

  test('used before its owner goes on is caught when the owner does', async ({
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

  test('a device that was away meanwhile reads it over the sign-in form', async ({
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
