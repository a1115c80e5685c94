/** A form on a bad network: it says what is wrong in words, and what was typed stays. */
import type { Page } from 'playwright/test'
import {
  email,
  enter,
  expectAccount,
  notice,
  password,
  submit,
  summary,
} from '../../e2e/browser/support/pages'
import { expect, wired as test } from '../../e2e/browser/support/test'
import { type Meddling, problemReply } from '../../e2e/browser/support/wire'
import { Client } from '../../e2e/support/client'
import { newPerson, type Person, signUp } from '../../e2e/support/people'
import { htmlReply } from './support/portal'

/** Asserts that the form tells of a failure and still holds what was typed, ready to be sent again. */
async function expectTold(page: Page, person: Person, words: string | RegExp): Promise<void> {
  await expect(summary(page)).toHaveText(words)
  await expect(summary(page)).toBeFocused()
  await expect(email(page)).toHaveValue(person.email)
  await expect(password(page)).toHaveValue(person.password)
  await expect(submit(page)).not.toHaveAttribute('aria-disabled')
}

const TROUBLES: [what: string, meddling: Meddling, words: string | RegExp][] = [
  [
    'a limiter that says how long to wait',
    async () => problemReply(429, 'too-many-requests', 'That was too often.', 90),
    /^That was too often\. Try again in 90 seconds\. Try again in \d+ seconds\.$/,
  ],
  [
    'a limiter in front of the app',
    async () => htmlReply(429),
    'Too many attempts. Wait a moment and try again.',
  ],
  [
    'a busy server',
    async () => problemReply(503, 'busy', 'The server is busy. Try again in a moment.', 1),
    'The server is busy. Try again in a moment.',
  ],
  [
    'a proxy without a server',
    async () => htmlReply(502),
    'The server has a problem. Wait a moment and try again.',
  ],
  [
    'a captive portal',
    async () => htmlReply(200),
    'The answer was not one from this app. Check your connection and try again.',
  ],
  [
    'a captive portal that refuses',
    async () => htmlReply(401),
    'The answer was not one from this app. Check your connection and try again.',
  ],
  [
    'a portal that redirects',
    async () => ({ status: 307, headers: [['Location', '/elsewhere']], body: '' }),
    'The server cannot be reached. Check your connection and try again.',
  ],
  [
    'a connection that breaks',
    async () => 'lost',
    'The server cannot be reached. Check your connection and try again.',
  ],
]

test('when the network is in trouble, signing in says which, and works once it is gone', async ({
  app,
  page,
  wire,
}) => {
  const person = await signUp(new Client(app))
  await page.goto('/sign-in')
  for (const [what, meddling, words] of TROUBLES) {
    await test.step(what, async () => {
      const before = wire.arrived('/api/auth/login')
      const restore = wire.meddle('/api/auth/login', meddling)
      await enter(page, person)
      // Two troubles may have the same words: those of the one before must not count. A browser sends
      // a request again by itself where a kept connection breaks.
      await expect.poll(() => wire.arrived('/api/auth/login')).toBeGreaterThan(before)
      await expectTold(page, person, words)
      restore()
    })
  }
  expect(wire.arrived('/elsewhere')).toBe(0)
  await submit(page).click()
  await expectAccount(page, person)
})

test('when a user signs in offline, the form shows that, and works once the network is back', async ({
  app,
  context,
  page,
}) => {
  const person = await signUp(new Client(app))
  await page.goto('/sign-in')
  await context.setOffline(true)
  await expect(notice(page)).toContainText('You are offline.')
  await expect(notice(page)).not.toContainText('stay signed in')
  await enter(page, person)
  await expectTold(page, person, 'You are offline. Check your connection and try again.')
  await context.setOffline(false)
  await expect(notice(page)).toBeEmpty()
  await expect(summary(page)).toHaveCount(0)
  await submit(page).click()
  await expectAccount(page, person)
})

test('when no answer comes to a sign-in, it ends after a while with a sentence', async ({
  app,
  page,
  wire,
}) => {
  const person = await signUp(new Client(app))
  await page.clock.install()
  await page.goto('/sign-in')
  wire.meddle('/api/auth/login', () => new Promise(() => {}))
  await enter(page, person)
  await expect.poll(() => wire.arrived('/api/auth/login')).toBe(1)
  await page.clock.fastForward('00:20')
  await expectTold(page, person, 'The server took too long to answer. Wait a moment and try again.')
})

test('when an account is made and the sign-in to it fails, the same button signs in', async ({
  page,
  wire,
}) => {
  const person = newPerson()
  await page.goto('/sign-up')
  const restore = wire.meddle('/api/auth/login', async () => 'lost')
  await enter(page, person)
  await expectTold(page, person, /^Your account is ready, but signing in to it failed\./)
  restore()
  await submit(page).click()
  await expectAccount(page, person)
  expect(wire.arrived('/api/auth/sign-up')).toBe(1)
})

test('when a browser refuses cookies, the page shows that before anything is sent', async ({
  page,
  wire,
}) => {
  await page.addInitScript(() =>
    Object.defineProperty(navigator, 'cookieEnabled', { get: () => false }),
  )
  const person = newPerson()
  await page.goto('/sign-in')
  await enter(page, person)
  await expectTold(page, person, /^This browser blocks cookies for this site\./)
  expect(wire.arrived('/api/auth/login')).toBe(0)
})
