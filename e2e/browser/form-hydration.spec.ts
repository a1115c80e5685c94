/** A page can be seen, filled in and sent before its scripts have run, and sometimes they never do. */
import type { Page } from 'playwright/test'
import { Client } from '../support/client'
import { newPerson, signUp } from '../support/people'
import { email, enter, expectAccount, nav, password, submit, summary, title } from './support/pages'
import { expect, test, wired } from './support/test'
import { gate, type Wire } from './support/wire'

const SCRIPTS = /^\/_next\/.*\.js$/

/** Holds every script back until the returned function is called. */
function holdScripts(wire: Wire): () => void {
  const scripts = gate()
  wire.meddle(SCRIPTS, async (pass) => {
    await scripts.opened
    return pass()
  })
  return scripts.open
}

/**
 * Opens a page that is there to be used, and whose scripts are still under way. Its end has been
 * parsed: what catches an early submit is an inline script there, and waits for the stylesheet, as
 * does the first paint.
 */
async function openEarly(page: Page, wire: Wire, path: string): Promise<void> {
  await page.goto(path, { waitUntil: 'domcontentloaded' })
  await expect(page.getByRole('contentinfo')).toBeVisible()
  await expect.poll(() => wire.exchanges.filter(({ path }) => SCRIPTS.test(path))).toEqual([])
}

for (const path of ['/sign-in', '/sign-up']) {
  wired(
    `${path}: when a form is sent before hydration, twice even, it is sent once after it, and never in a URL`,
    async ({ app, page, wire }) => {
      const person = newPerson()
      if (path === '/sign-in') await signUp(new Client(app), person)
      const release = holdScripts(wire)
      await openEarly(page, wire, path)
      await enter(page, person)
      await submit(page).click()
      await expect(email(page)).toHaveValue(person.email)
      expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe(path)
      release()
      await expectAccount(page, person)
      expect(wire.arrived('/api/auth/login')).toBe(1)
      for (const exchange of wire.exchanges) {
        expect(decodeURIComponent(exchange.path)).not.toContain(person.password.split(' ').at(-1))
        if (exchange.requestBody) expect(exchange.path).toMatch(/^\/api\/auth\//)
      }
    },
  )
}

wired('what was filled in before hydration survives it', async ({ page, wire }) => {
  const person = newPerson()
  const release = holdScripts(wire)
  await openEarly(page, wire, '/sign-up')
  await email(page).fill(person.email)
  await password(page).fill(person.password)
  release()
  const toggle = page.getByRole('button', { name: 'Show password' })
  await expect(async () => {
    await toggle.click()
    await expect(toggle).toHaveAttribute('aria-pressed', 'true', { timeout: 200 })
  }).toPass()
  await expect(email(page)).toHaveValue(person.email)
  await expect(password(page)).toHaveValue(person.password)
  await submit(page).click()
  await expectAccount(page, person)
})

wired(
  'a sign-out pressed before hydration is carried out after it',
  async ({ database, page, signedIn, wire }) => {
    const release = holdScripts(wire)
    await openEarly(page, wire, '/account')
    await expect(title(page, 'Your account')).toBeVisible()
    await nav(page).getByRole('button', { name: 'Sign out' }).click()
    release()
    await expect(title(page, 'Sign in')).toBeVisible()
    expect(database.session(signedIn.sessionId).revoked_reason).toBe('sign-out')
  },
)

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  for (const path of ['/sign-in', '/sign-up']) {
    test(`${path} says that it needs it, and lets nothing into a URL`, async ({ page }) => {
      const person = newPerson()
      const addresses: string[] = []
      page.on('request', (request) => addresses.push(request.url()))
      await page.goto(path)
      await expect(page.locator('main noscript > *')).toBeVisible()
      expect(await page.locator('main noscript').textContent()).toContain('needs JavaScript')
      await enter(page, person)
      await submit(page).click()
      await expect(summary(page)).toHaveCount(0)
      expect(new URL(page.url()).search).toBe('')
      expect(addresses.join(' ')).not.toMatch(/mail\.example|password=/)
    })
  }

  test('the account is in the HTML all the same: no flash, no spinner', async ({
    page,
    signedIn,
  }) => {
    await page.goto('/account')
    await expectAccount(page, signedIn.person)
  })
})
