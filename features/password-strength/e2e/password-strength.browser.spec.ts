/** Guidance while a new password is typed: advice that stops nothing. */
import type { Page } from 'playwright/test'
import { expectAccessible } from '../../../e2e/browser/support/axe'
import { watchComplaints } from '../../../e2e/browser/support/complaints'
import {
  changePassword,
  email,
  expectAccount,
  password,
  passwords,
  submit,
} from '../../../e2e/browser/support/pages'
import { field } from '../../../e2e/browser/support/reset-password'
import { expect, test } from '../../../e2e/browser/support/test'
import { Client } from '../../../e2e/support/client'
import { users } from '../../../e2e/support/operator'
import { newPerson, signUp } from '../../../e2e/support/people'

const GOOD = 'This looks hard to guess.'
const COMMON = 'One of the first passwords that attackers try.'
const advice = (page: Page) => page.getByRole('main').locator('form p[aria-hidden]')
/** The same for screen readers. */
const spoken = (page: Page) => page.getByRole('main').locator('form [aria-live=polite]')

/** From here on, each sentence that comes to be read out. */
async function record(page: Page): Promise<() => Promise<string[]>> {
  const said = await spoken(page).evaluateHandle((element) => {
    const said: string[] = []
    new MutationObserver(() => said.push(element.textContent ?? '')).observe(element, {
      childList: true,
      characterData: true,
      subtree: true,
    })
    return said
  })
  return () => said.jsonValue()
}

/** The bytes of scripts that a page has loaded, as they come to it. */
const scriptBytes = (page: Page) =>
  page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter(({ name }) => /\.js($|\?)/.test(name))
      .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).decodedBodySize, 0),
  )

test('when a new password gets the focus, the guidance is loaded, and not before @phone', async ({
  context,
  page,
}) => {
  const complaints = await watchComplaints(context)
  await page.goto('/sign-up')
  await page.waitForLoadState('networkidle')
  const before = await scriptBytes(page)
  await email(page).fill('ada@mail.example')
  await page.waitForLoadState('networkidle')
  expect(await scriptBytes(page)).toBe(before)
  await password(page).focus()
  await expect.poll(() => scriptBytes(page)).toBeGreaterThan(before + 400_000)

  await password(page).pressSequentially('lake')
  await expect(advice(page)).toHaveText('4 more characters to go.')
  await password(page).fill('password123')
  await expect(advice(page)).toHaveText(COMMON)
  await password(page).fill('14.07.1989')
  await expect(advice(page)).toHaveText(/^Easy to guess\./)
  await expectAccessible(page)
  await password(page).fill('seven geese over the lake')
  await expect(advice(page)).toHaveText(GOOD)
  // The address counts, also where it is typed after the password.
  await password(page).fill('lovelace.of.babbage')
  await expect(advice(page)).toHaveText(GOOD)
  await email(page).fill('lovelace.of.babbage@mail.example')
  await expect(advice(page)).toContainText('too close to your email address')
  await password(page).fill('')
  await expect(advice(page)).toHaveText('')
  expect(complaints).toEqual([])
})

test('when someone types without a pause, nothing is read out until the end', async ({ page }) => {
  await page.goto('/sign-up')
  await password(page).fill('password123')
  await expect(spoken(page)).not.toHaveText('')
  const said = await record(page)
  // As fast as the keys come in one task of the page: no machine is too slow for that.
  await password(page).evaluate((input: HTMLInputElement) => {
    for (const letter of ' and a password123') {
      input.setRangeText(letter, input.value.length, input.value.length, 'end')
      input.dispatchEvent(new InputEvent('input', { bubbles: true }))
    }
  })
  await expect(spoken(page)).toHaveText(GOOD)
  expect(await said()).toEqual([GOOD])
})

test('when someone types slowly, each key is advised on, and the last alone is read out', async ({
  page,
}) => {
  await page.clock.install()
  await page.goto('/sign-up', { waitUntil: 'networkidle' })
  await password(page).focus()
  await page.clock.pauseAt(Date.now() + 60_000)
  const said = await record(page)
  for (const left of [7, 6, 5, 4]) {
    await password(page).press('a')
    await page.clock.runFor(650)
    await expect(advice(page)).toHaveText(`${left} more characters to go.`)
  }
  expect(await said()).toEqual([])
  await page.clock.runFor(2_000)
  await expect(spoken(page)).toHaveText('4 more characters to go.')
  expect(await said()).toHaveLength(1)
})

for (const width of [1280, 320]) {
  test(`when advice comes and goes at ${width} pixels, nothing on the page moves`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height: 900 })
    await page.goto('/sign-up', { waitUntil: 'networkidle' })
    const places = () =>
      page
        .getByRole('main')
        .locator('h1, input[autocomplete], [type=submit]')
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top))
    const before = await places()
    for (const [typed, words] of [
      ['password123', COMMON],
      ['P@ssw0rd123!', /^A common password with/],
      ['abcdefghijkl!', /^This is mostly a sequence/],
      ['Sunflowerkitchen', /Add words, not capital letters\.$/],
      ['x y '.repeat(80), /^A password can have at most/],
    ] as const) {
      await password(page).fill(typed)
      await expect(advice(page)).toHaveText(words)
      expect(await places(), typed).toEqual(before)
    }
  })
}

test('when the guidance finds a password weak, it can be sent all the same, and the server decides', async ({
  page,
}) => {
  const person = newPerson()
  await page.goto('/sign-up')
  await email(page).fill(person.email)
  await password(page).fill('password123')
  await expect(advice(page)).toHaveText(COMMON)
  await password(page).press('Enter')
  await expect(password(page)).toHaveAttribute('aria-invalid', 'true')
  // The server speaks now, at the field.
  await expect(advice(page)).toHaveText('')
  // Of the address alone nothing new is to be said.
  await email(page).fill(person.email)
  await page.waitForTimeout(1_500)
  await expect(advice(page)).toHaveText('')
  await password(page).fill('14.07.1989')
  await expect(advice(page)).toHaveText(/^Easy to guess\./)
  await submit(page).click()
  await expectAccount(page, person)
})

test('when the guidance cannot be loaded, the page works without it', async ({ page }) => {
  const person = newPerson()
  await page.goto('/sign-up')
  await page.waitForLoadState('networkidle')
  const refused: string[] = []
  await page.route('**/_next/static/**', (route) => {
    refused.push(route.request().url())
    return route.abort()
  })
  await email(page).fill(person.email)
  await password(page).focus()
  await expect.poll(() => refused.length).toBeGreaterThan(0)
  await page.unroute('**/_next/static/**')
  await password(page).fill(person.password)
  await submit(page).click()
  await expectAccount(page, person)
})

test('when a password is pasted, or a password manager fills it in, it stays as it is and is advised on', async ({
  context,
  page,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const person = newPerson()
  await page.goto('/sign-up')
  await page.evaluate((text) => navigator.clipboard.writeText(text), person.password)
  await password(page).focus()
  await page.keyboard.press('ControlOrMeta+V')
  await expect(password(page)).toHaveValue(person.password)
  await expect(advice(page)).toHaveText(GOOD)

  // As password managers do it: without the focus, by the value and an event.
  await page.reload()
  await page.waitForLoadState('networkidle')
  for (const [input, value] of [
    [email(page), person.email],
    [password(page), 'Zq7-fyTw-94kd'],
  ] as const) {
    await input.evaluate((element: HTMLInputElement, text) => {
      element.value = text
      element.dispatchEvent(new Event('input', { bubbles: true }))
      element.dispatchEvent(new Event('change', { bubbles: true }))
    }, value)
  }
  await expect(password(page)).toHaveAttribute('autocomplete', 'new-password')
  await expect(advice(page)).toHaveText(GOOD)
  await submit(page).click()
  await expectAccount(page, person)
})

test('when a password is changed, or set by a link, the same guidance is there', async ({
  app,
  page,
  signedIn: { person },
}) => {
  await page.goto('/account/security')
  await passwords(page).next.fill(person.email.split('@')[0] ?? '')
  await expect(advice(page)).toContainText('too close to your email address')
  await passwords(page).next.fill('seven geese over the lake')
  await expect(advice(page)).toHaveText(GOOD)
  await expectAccessible(page)
  await changePassword(page, person.password, 'seven geese over the lake')
  await expect(page.getByText('Your password was changed.')).toBeVisible()

  const other = await signUp(new Client(app))
  await page.goto((await users(app, 'reset-password', other.email)).stdout.trim())
  await field(page).fill('seven')
  await expect(advice(page)).toHaveText('3 more characters to go.')
  await field(page).fill('nine herons under the bridge')
  await expect(advice(page)).toHaveText(GOOD)
})

test('when the page is /sign-in, no guidance is there', async ({ page }) => {
  await page.goto('/sign-in')
  await password(page).fill('password123')
  await page.waitForLoadState('networkidle')
  await expect(advice(page)).toHaveCount(0)
  expect(await scriptBytes(page)).toBeGreaterThan(0)
})
