/** axe on every page, in every state that a page can get into. */
import { NAME } from '../../lib/brand'
import { gateOf } from '../../lib/http/routes'
import { Client } from '../support/client'
import { newPerson, signIn, signUp } from '../support/people'
import { routesOfBuild } from '../support/routes'
import { expectAccessible, violations } from './support/axe'
import {
  callMe,
  changePassword,
  email,
  enter,
  expectAccount,
  notice,
  password,
  passwords,
  signOut,
  submit,
  summary,
  title,
} from './support/pages'
import { forgetPasswordCheck, revoke } from './support/sessions'
import { expect, test, wired } from './support/test'
import { gate, problemReply } from './support/wire'

/** Pages whose own tests hold them against axe in another state. */
const ELSEWHERE = ['/account', '/docs/api']

const pages = routesOfBuild().pages.filter((page) => !ELSEWHERE.includes(page))
const isProtected = (page: string) => gateOf(page) === 'protected-page'

test('axe finds what is wrong on a page', async ({ page }) => {
  const text = '<p style="color: #ddd">hardly to be read</p>'
  await page.setContent(`<html lang="en"><title>Bad</title><main>${text}<button></button></main>`)
  const found = (await violations(page)).map((line) => line.split(':')[0])
  expect(found).toEqual(expect.arrayContaining(['button-name', 'color-contrast']))
})

test.describe('for a visitor', () => {
  test('every page', async ({ page }) => {
    for (const path of [...pages.filter((page) => !isProtected(page)), '/nowhere']) {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expectAccessible(page)
    }
  })

  test('fields with errors', async ({ page }) => {
    await page.goto('/sign-up')
    await submit(page).click()
    await expect(email(page)).toBeFocused()
    await expectAccessible(page)
  })

  test('a summary of what is wrong, and Caps Lock', async ({ page }) => {
    await page.goto('/sign-in')
    await enter(page, newPerson())
    await expect(summary(page)).toBeVisible()
    await password(page).focus()
    const key = { key: 'A', bubbles: true, modifierCapsLock: true }
    await password(page).dispatchEvent('keydown', key)
    await expect(page.getByText('Caps Lock is on.')).toBeVisible()
    await expectAccessible(page)
  })

  wired(
    'a form that waits for its answer, and a spinner that honours a wish for no motion',
    async ({ app, page, wire }) => {
      const person = await signUp(new Client(app))
      const answer = gate()
      wire.meddle('/api/auth/login', async (pass) => {
        await answer.opened
        return pass()
      })
      await page.goto('/sign-in')
      await enter(page, person)
      await expect(submit(page)).toHaveText('Signing in…')
      const spinner = submit(page).locator('svg')
      await expect(spinner).toHaveCSS('animation-duration', '1s')
      await page.emulateMedia({ reducedMotion: 'reduce' })
      await expect(spinner).toHaveCSS('animation-duration', '1e-05s')
      await expect(spinner).toHaveCSS('animation-iteration-count', '1')
      await expectAccessible(page)
      answer.open()
      await expectAccount(page, person)
    },
  )
})

test.describe('for a signed-in person', () => {
  test('the start page', async ({ page, signedIn }) => {
    await page.goto('/')
    await expect(page.getByRole('navigation')).toContainText(signedIn.person.email)
    await expectAccessible(page)
  })

  test('the account, with an answer', async ({ page, signedIn }) => {
    await page.goto('/account')
    await expectAccount(page, signedIn.person)
    await callMe(page)
    await expectAccessible(page)
  })

  test('the other pages of the account', async ({ app, page, signedIn }) => {
    await signIn(app, signedIn.person)
    for (const path of pages.filter(isProtected)) {
      await page.goto(path)
      await expect(page).toHaveURL(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expectAccessible(page)
    }
  })

  test('a session that was just ended in the list', async ({ app, page, signedIn }) => {
    await signIn(app, signedIn.person)
    await page.goto('/account/sessions')
    await page.getByRole('button', { name: /^End session/ }).click()
    await expect(page.getByText('You are signed in nowhere else.')).toBeVisible()
    await expectAccessible(page)
  })

  test('a password that was not changed, and one that was', async ({ page, signedIn }) => {
    await page.goto('/account/security')
    await passwords(page).next.press('Enter')
    await expect(passwords(page).current).toBeFocused()
    await expectAccessible(page)
    await changePassword(page, signedIn.person.password, 'seven green umbrellas')
    await expect(page.getByText('Your password was changed.')).toBeVisible()
    await expectAccessible(page)
  })

  test('the dialog that asks for the password', async ({ database, page, signedIn }) => {
    await page.goto('/account/security')
    forgetPasswordCheck(database, signedIn.sessionId)
    await page.getByRole('button', { name: 'Download my data' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Continue' }).click()
    await expect(page.getByText('Enter your password.')).toBeVisible()
    await expectAccessible(page)
  })

  test('the sign-in page that says why', async ({ database, page, signedIn }) => {
    revoke(database, signedIn.sessionId)
    await page.goto('/account')
    await expect(page.getByRole('main')).toContainText('Your session was ended.')
    await expectAccessible(page)
  })

  test('offline', async ({ context, page, signedIn }) => {
    await page.goto('/account', { waitUntil: 'networkidle' })
    await context.setOffline(true)
    await expect(notice(page)).toContainText('You are offline.')
    await expectAccount(page, signedIn.person)
    await expectAccessible(page)
    await context.setOffline(false)
  })

  test('a session that was ended', async ({ database, page, signedIn }) => {
    await page.goto('/account')
    await callMe(page)
    revoke(database, signedIn.sessionId)
    await page.getByRole('button', { name: 'Call GET /api/me' }).click()
    await expect(title(page, 'Your session was ended')).toBeVisible()
    await expectAccessible(page)
  })

  wired(
    'a sign-out that the server does not know of, on its page and on a public one',
    async ({ page, signedIn, wire }) => {
      wire.meddle('/api/auth/logout', async () => problemReply(503, 'busy', 'Busy.', 600))
      await page.goto('/account')
      await expectAccount(page, signedIn.person)
      await signOut(page)
      await expect(page.getByRole('main')).toContainText('could not be reached to end it there')
      await expectAccessible(page)
      await page.getByRole('banner').getByRole('link', { name: NAME }).click()
      await expect(notice(page)).toContainText('Not signed out on the server yet.')
      await expectAccessible(page)
    },
  )
})
