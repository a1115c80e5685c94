/** What a user sees of a limit. e2e/http/limits.spec.ts and sign-in-limits.spec.ts have what counts. */
import { LIMITS } from '../../lib/limits/limits'
import { Client } from '../support/client'
import { signUp } from '../support/people'
import { email, enter, password, summary } from './support/pages'
import { expect, test } from './support/test'

test('when a user has mistyped the password too often, the page counts the wait down and keeps what was typed', async ({
  page,
  startApp,
}) => {
  const app = await startApp({ env: { RATE_LIMIT: 'on' } })
  const person = await signUp(new Client(app))
  const [{ points, seconds }] = LIMITS['sign-in-account'].windows
  const wrong = { email: person.email, password: 'mistyped' }
  for (let index = 0; index < points; index += 1) {
    await new Client(app).post('/api/auth/login', wrong)
  }
  await page.clock.install()
  await page.goto(`${app.url}/sign-in`)
  await enter(page, wrong)
  await expect(summary(page)).toContainText(
    'There were too many attempts to sign in to this account.',
  )
  await expect(summary(page)).toBeFocused()
  await expect(email(page)).toHaveValue(wrong.email)
  await expect(password(page)).toHaveValue(wrong.password)
  const visible = summary(page).locator('span[aria-hidden]')
  const spoken = summary(page).locator('.sr-only')
  /** How many seconds it says are left. */
  const left = async () => {
    const [, count, unit] =
      /in (\d+) (minute|second)/.exec(String(await visible.textContent())) ?? []
    return Number(count) * (unit === 'minute' ? 60 : 1)
  }
  // From here on no time passes but what this test lets pass, and no machine is too slow for it.
  await page.clock.pauseAt(Date.now() + 10_000)
  const atFirst = await left()
  expect(atFirst).toBeLessThan(seconds)
  const words = String(await spoken.textContent())
  expect(words).toMatch(/Try again in (1 minute|\d\d seconds)\./)
  await page.clock.runFor(20_000)
  await expect.poll(left).toBeLessThanOrEqual(atFirst - 19)
  expect(await left()).toBeGreaterThanOrEqual(atFirst - 21)
  // A screen reader hears the wait once, and not each second of it.
  await expect(spoken).toHaveText(words)
  await page.clock.runFor(seconds * 1_000)
  await expect(summary(page)).toContainText('You can try again now.')
})
