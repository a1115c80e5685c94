import { email, expectAccount, password, submit } from '../../e2e/browser/support/pages'
import { expect, test, wired } from '../../e2e/browser/support/test'
import { gate } from '../../e2e/browser/support/wire'
import { Client } from '../../e2e/support/client'
import { newPerson, signUp } from '../../e2e/support/people'

test.describe('while the answer is on its way', () => {
  wired(
    'the form says so, sends nothing twice and hides the password',
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

  wired('two quick presses make one account', async ({ page, wire }) => {
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
