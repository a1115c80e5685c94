/** A session that ends while its page is open: the next action says what happened, and why. */

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
} from '../../e2e/browser/support/pages'
import {
  holderOf,
  LONG_AGO,
  newestSession,
  revoke,
  SAVED,
} from '../../e2e/browser/support/sessions'
import { expect, test } from '../../e2e/browser/support/test'
import { bearer, newPerson } from '../../e2e/support/people'

const REVOKED = 'Your session was ended'
const REUSED = 'We ended your sessions to protect you'

test('when a session is ended elsewhere, the next action ends it in every tab', async ({
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

test('when a stolen cookie is used after its owner went on, everything ends, and every open page shows why', async ({
  app,
  context,
  database,
  otherDevice,
  page,
}) => {
  const person = newPerson()
  await signUpOnPage(page, person)
  await callMe(page)
  const copy = (await refreshTokenOf(page.context())) ?? ''
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
    await expect(each.getByRole('main')).toContainText('someone else may have copied it')
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
