/** What browsers, password managers and hands need of the two fields. */
import type { Page } from 'playwright/test'
import { Client } from '../support/client'
import { newPerson, signUp } from '../support/people'
import { email, expectAccount, password, submit, summary } from './support/pages'
import { expect, test } from './support/test'

const toggle = (page: Page) => page.getByRole('button', { name: 'Show password' })

const FORMS = [
  { path: '/sign-in', autocomplete: 'current-password' },
  { path: '/sign-up', autocomplete: 'new-password' },
]

for (const { path, autocomplete } of FORMS) {
  test(`${path} is one form that password managers know`, async ({ page }) => {
    await page.goto(path)
    const forms = page.locator('form', { has: page.locator('input') })
    await expect(forms).toHaveCount(1)
    await expect(forms.locator('input:not([type=checkbox])')).toHaveCount(2)
    await expect(forms.locator('input[autocomplete=username]')).toHaveCount(1)
    await expect(email(page)).toHaveAttribute('type', 'email')
    await expect(email(page)).toHaveAttribute('name', 'email')
    await expect(email(page)).toHaveAttribute('inputmode', 'email')
    await expect(email(page)).toHaveAttribute('autocapitalize', 'none')
    await expect(password(page)).toHaveAttribute('type', 'password')
    await expect(password(page)).toHaveAttribute('autocomplete', autocomplete)
    await expect(password(page)).toHaveAttribute('name', 'password')
    for (const field of [email(page), password(page)]) {
      await expect(field).toHaveAttribute('required')
      await expect(field).toHaveAttribute('spellcheck', 'false')
    }
  })
}

test('showing the password keeps what was typed and where the cursor is, and hides it again', async ({
  page,
}) => {
  await page.goto('/sign-in')
  await password(page).fill('half a pass')
  await expect(toggle(page)).toHaveAttribute('aria-pressed', 'false')
  await toggle(page).click()
  await expect(toggle(page)).toHaveAttribute('aria-pressed', 'true')
  await expect(toggle(page)).toBeFocused()
  await expect(password(page)).toHaveAttribute('type', 'text')
  await expect(password(page)).toHaveValue('half a pass')
  await toggle(page).click()
  await expect(toggle(page)).toHaveAttribute('aria-pressed', 'false')
  await expect(password(page)).toHaveAttribute('type', 'password')
  await expect(password(page)).toHaveValue('half a pass')
})

test('Caps Lock is told while it is on, to screen readers too', async ({ page }) => {
  await page.goto('/sign-in')
  const hint = page.getByRole('status').filter({ hasText: 'Caps Lock is on.' })
  const press = (modifierCapsLock: boolean) =>
    password(page).dispatchEvent('keydown', { key: 'A', bubbles: true, modifierCapsLock })
  await password(page).focus()
  await expect(async () => {
    await press(true)
    await expect(hint).toBeVisible({ timeout: 200 })
  }).toPass()
  await press(false)
  await expect(hint).toHaveCount(0)
  await press(true)
  await expect(hint).toBeVisible()
  await email(page).focus()
  await expect(hint).toHaveCount(0)
})

test('what a password manager types without keys is taken', async ({ page }) => {
  const person = newPerson()
  await page.goto('/sign-up')
  await fillAsPasswordManager(page, person)
  await submit(page).click()
  await expectAccount(page, person)
})

test('a password can be pasted', async ({ context, page }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const person = newPerson()
  await page.goto('/sign-up')
  await email(page).fill(person.email)
  await page.evaluate((text) => navigator.clipboard.writeText(text), person.password)
  await password(page).focus()
  await page.keyboard.press('ControlOrMeta+V')
  await expect(password(page)).toHaveValue(person.password)
  await page.keyboard.press('Enter')
  await expectAccount(page, person)
})

/** Values by script, then events that are no keyboard events although they are called so. */
async function fillAsPasswordManager(
  page: Page,
  person: { email: string; password: string },
): Promise<void> {
  await page.evaluate((values) => {
    for (const input of document.querySelectorAll('main input')) {
      if (!(input instanceof HTMLInputElement)) continue
      input.value = input.name === 'email' ? values.email : values.password
      for (const type of ['keydown', 'input', 'keyup', 'change']) {
        input.dispatchEvent(new Event(type, { bubbles: true }))
      }
    }
  }, person)
}

test('when someone asks for it, the sign-in goes with the browser; the choice outlives a wrong password', async ({
  app,
  context,
  page,
}) => {
  const person = await signUp(new Client(app))
  await page.goto('/sign-in')
  const choice = page.getByRole('checkbox', { name: 'Only while this browser is open' })
  await expect(choice).not.toBeChecked()
  await choice.check()
  await email(page).fill(person.email)
  await password(page).fill('not this one')
  await submit(page).click()
  await expect(summary(page)).toBeVisible()
  await expect(choice).toBeChecked()
  await password(page).fill(person.password)
  await submit(page).click()
  await expectAccount(page, person)
  const cookies = await context.cookies()
  const kept = cookies.filter(({ httpOnly, expires }) => httpOnly && expires !== -1)
  expect(cookies.some(({ httpOnly }) => httpOnly)).toBe(true)
  expect(kept).toEqual([])
})
