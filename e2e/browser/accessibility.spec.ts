/** axe on every page, in every state that a page can get into. */
import type { Page } from 'playwright/test'
import { NAME } from '../../lib/brand'
import { gateOf } from '../../lib/http/routes'
import type { AppDatabase } from '../support/database'
import { newPerson, type SignedIn, signIn } from '../support/people'
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
  pressCall,
  signOut,
  submit,
  summary,
} from './support/pages'
import { forgetPasswordCheck, revoke } from './support/sessions'
import { expect, test, wired } from './support/test'
import { problemReply } from './support/wire'

/** Held against axe in another state: below, and in `api-docs.spec.ts`. */
const ELSEWHERE = ['/account', '/docs/api']

const pages = routesOfBuild().pages.filter((page) => !ELSEWHERE.includes(page))
const isProtected = (page: string) => gateOf(page) === 'protected-page'

async function expectPages(page: Page, paths: string[]): Promise<void> {
  for (const path of paths) {
    await page.goto(path)
    await expect(page).toHaveURL(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expectAccessible(page)
  }
}

test('when a page has faults, axe finds them', async ({ page }) => {
  const text = '<p style="color: #ddd">hardly to be read</p>'
  await page.setContent(`<html lang="en"><title>Bad</title><main>${text}<button></button></main>`)
  const found = (await violations(page)).map((line) => line.split(':')[0])
  expect(found).toEqual(expect.arrayContaining(['button-name', 'color-contrast']))
})

test('when no one is signed in, axe finds nothing on any page', async ({ page }) => {
  await expectPages(page, [...pages.filter((path) => !isProtected(path)), '/nowhere'])
})

test('when a user is signed in, axe finds nothing on any page', async ({ app, page, signedIn }) => {
  await signIn(app, signedIn.person)
  await expectPages(page, ['/', ...pages.filter(isProtected)])
})

test('when a form is refused, axe finds nothing', async ({ page }) => {
  await page.goto('/sign-up')
  await submit(page).click()
  await expect(email(page)).toBeFocused()
  await expectAccessible(page)
  await page.goto('/sign-in')
  await enter(page, newPerson())
  // It takes the focus a moment after it is there.
  await expect(summary(page)).toBeFocused()
  await password(page).focus()
  const key = { key: 'A', bubbles: true, modifierCapsLock: true }
  await password(page).dispatchEvent('keydown', key)
  await expect(page.getByText('Caps Lock is on.')).toBeVisible()
  await expectAccessible(page)
})

type Given = { page: Page; signedIn: SignedIn; database: AppDatabase }

/** What a signed-in user can bring a page to. `end` is what stands there then. */
const STATES: Record<string, { from: string; act(given: Given): Promise<void>; end: string }> = {
  'a call was answered': {
    from: '/account',
    act: async ({ page }) => void (await callMe(page)),
    end: '200 in',
  },
  'a session was ended in the list': {
    from: '/account/sessions',
    act: ({ page }) => page.getByRole('button', { name: /^End session/ }).click(),
    end: 'You are signed in nowhere else.',
  },
  'a new password was refused': {
    from: '/account/security',
    act: ({ page }) => passwords(page).next.press('Enter'),
    end: 'Enter your current password.',
  },
  'the password was changed': {
    from: '/account/security',
    act: ({ page, signedIn }) =>
      changePassword(page, signedIn.person.password, 'seven green umbrellas'),
    end: 'Your password was changed.',
  },
  'the dialog asks for the password': {
    from: '/account/security',
    async act({ database, page, signedIn }) {
      forgetPasswordCheck(database, signedIn.sessionId)
      await page.getByRole('button', { name: 'Download my data' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Continue' }).click()
    },
    end: 'Enter your password.',
  },
  'the sign-in page says why': {
    // A page of the app would ask, too, and might get the answer first.
    from: 'about:blank',
    async act({ database, page, signedIn }) {
      revoke(database, signedIn.sessionId)
      await page.goto('/account')
    },
    end: 'Your session was ended.',
  },
  'the session ends under the page': {
    from: '/account',
    async act({ database, page, signedIn }) {
      await callMe(page)
      revoke(database, signedIn.sessionId)
      await pressCall(page)
    },
    end: 'Your session was ended',
  },
  'the network is away': {
    from: '/account',
    async act({ page }) {
      await page.waitForLoadState('networkidle')
      await page.context().setOffline(true)
    },
    end: 'You are offline.',
  },
}

for (const [state, { from, act, end }] of Object.entries(STATES)) {
  test(`when ${state}, axe finds nothing`, async ({ app, database, page, signedIn }) => {
    await signIn(app, signedIn.person)
    await page.goto(from)
    await act({ database, page, signedIn })
    await expect(page.getByText(end).filter({ visible: true }).first()).toBeVisible()
    await expectAccessible(page)
  })
}

wired(
  'when the server does not know of a sign-out, axe finds nothing on either page that shows it',
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
