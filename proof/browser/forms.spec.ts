import type { Page } from 'playwright/test'
import { email, expectAccount, password, submit } from '../../e2e/browser/support/pages'
import { expect, test, wired } from '../../e2e/browser/support/test'
import { gate } from '../../e2e/browser/support/wire'
import { Client } from '../../e2e/support/client'
import { newPerson, signUp } from '../../e2e/support/people'

const toggle = (page: Page) => page.getByRole('button', { name: 'Show password' })

test.describe('while the answer is on its way', () => {
  wired(
    'when a form waits for its answer, it shows that, sends nothing twice and hides the password',
    async ({ app, page, wire }) => {
      const person = await signUp(new Client(app))
      const answer = gate()
      wire.meddle('/api/auth/login', async (pass) => {
        await answer.opened
        return pass()
      })
      await page.goto('/sign-in')
      await email(page).fill(person.email)
      await password(page).fill(person.password)
      await page.getByRole('button', { name: 'Show password' }).click()
      await expect(password(page)).toHaveAttribute('type', 'text')

      await submit(page).dblclick()
      await expect(submit(page)).toHaveText('Signing in…')
      await expect(submit(page)).toHaveAttribute('aria-disabled', 'true')
      await expect(submit(page)).toBeFocused()
      await expect(password(page)).toHaveAttribute('type', 'password')
      await password(page).press('Enter')
      await submit(page).click({ force: true })
      await expect(email(page)).toHaveValue(person.email)
      answer.open()
      await expectAccount(page, person)
      expect(wire.arrived('/api/auth/login')).toBe(1)
    },
  )

  wired('when a user presses twice quickly, one account is made', async ({ page, wire }) => {
    const person = newPerson()
    const answer = gate()
    wire.meddle('/api/auth/sign-up', async (pass) => {
      await answer.opened
      return pass()
    })
    await page.goto('/sign-up')
    await email(page).fill(person.email)
    await password(page).fill(person.password)
    await submit(page).dblclick()
    await expect(submit(page)).toHaveText('Creating account…')
    answer.open()
    await expectAccount(page, person)
    expect(wire.arrived('/api/auth/sign-up')).toBe(1)
    expect(wire.arrived('/api/auth/login')).toBe(1)
  })
})

test('when the password is shown, it keeps what was typed, and is hidden again', async ({
  page,
}) => {
  await page.goto('/sign-in')
  await password(page).fill('half a pass')
  for (const [pressed, type] of [
    ['true', 'text'],
    ['false', 'password'],
  ] as const) {
    await toggle(page).click()
    await expect(toggle(page)).toHaveAttribute('aria-pressed', pressed)
    await expect(password(page)).toHaveAttribute('type', type)
    await expect(password(page)).toHaveValue('half a pass')
  }
})

test('when Caps Lock is on, the form shows that', async ({ page }) => {
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
})

test('when a password manager types without keys, the form takes it', async ({ page }) => {
  const person = newPerson()
  await page.goto('/sign-up')
  await page.evaluate((values) => {
    for (const input of document.querySelectorAll<HTMLInputElement>('main input')) {
      input.value = input.name === 'email' ? values.email : values.password
      // No keyboard events, although they are called so.
      for (const type of ['keydown', 'input', 'keyup', 'change']) {
        input.dispatchEvent(new Event(type, { bubbles: true }))
      }
    }
  }, person)
  await submit(page).click()
  await expectAccount(page, person)
})
