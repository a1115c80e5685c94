/** A page can be seen, filled in and sent before its scripts have run, and sometimes they never do. */
import {
  email,
  enter,
  expectAccount,
  nav,
  password,
  submit,
  summary,
  title,
} from '../../e2e/browser/support/pages'
import { expect, test, wired } from '../../e2e/browser/support/test'
import { openEarly } from '../../e2e/browser/support/wire'
import { Client } from '../../e2e/support/client'
import { newPerson, signUp } from '../../e2e/support/people'

for (const path of ['/sign-in', '/sign-up']) {
  wired(
    `when the form of ${path} is sent before hydration, twice even, it is sent once after it, and never in a URL`,
    async ({ app, page, wire }) => {
      const person = newPerson()
      if (path === '/sign-in') await signUp(new Client(app), person)
      const release = await openEarly(page, wire, path)
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

wired('when a form is filled in before hydration, what was typed stays', async ({ page, wire }) => {
  const person = newPerson()
  const release = await openEarly(page, wire, '/sign-up')
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
  'when sign-out is pressed before hydration, it is carried out after it',
  async ({ database, page, signedIn, wire }) => {
    const release = await openEarly(page, wire, '/account')
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
    test(`when ${path} is opened, it names what it needs, and nothing gets into a URL`, async ({
      page,
      violations,
    }) => {
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
      // React gives the form an address that the policy refuses: sent twice, it has gone nowhere.
      const refused = expect.stringContaining("form-action 'self'")
      await expect.poll(() => violations).toEqual([refused, refused])
      violations.length = 0
    })
  }

  test('when the account is opened, it is in the HTML all the same', async ({ page, signedIn }) => {
    await page.goto('/account')
    await expectAccount(page, signedIn.person)
  })
})
