import { Client } from '../support/client'
import { newPerson, signUp } from '../support/people'
import {
  email,
  enter,
  expectAccount,
  password,
  submit,
  summary,
  title,
  typeHalfACharacter,
} from './support/pages'
import { expect, test, wired } from './support/test'
import { gate } from './support/wire'

test.describe('signing in', () => {
  test('a wrong password is told, read out first, and what was typed stays', async ({
    app,
    page,
  }) => {
    const person = await signUp(new Client(app))
    await page.goto('/sign-in')
    await enter(page, { ...person, password: 'not the one' })
    await expect(summary(page)).toHaveText('The email address or the password is wrong.')
    await expect(summary(page)).toBeFocused()
    await expect(email(page)).toHaveValue(person.email)
    await expect(password(page)).toHaveValue('not the one')
    await expect(submit(page)).toHaveText('Sign in')

    await password(page).fill(person.password)
    await submit(page).click()
    await expectAccount(page, person)
  })

  test('an unknown address is told in the same words', async ({ page }) => {
    await page.goto('/sign-in')
    await enter(page, newPerson())
    await expect(summary(page)).toHaveText('The email address or the password is wrong.')
  })

  test('the same mistake twice is told twice', async ({ page }) => {
    const person = newPerson()
    await page.goto('/sign-in')
    await enter(page, person)
    await expect(summary(page)).toBeFocused()
    await enter(page, person)
    await expect(password(page)).not.toBeFocused()
    await expect(summary(page)).toBeFocused()
  })

  test('empty fields are named without asking the server, the first one focused', async ({
    page,
  }) => {
    let asked = 0
    page.on('request', (request) => {
      if (request.method() === 'POST') asked += 1
    })
    await page.goto('/sign-in')
    await submit(page).click()
    await expect(email(page)).toBeFocused()
    await expect(email(page)).toHaveAttribute('aria-invalid', 'true')
    await expect(email(page)).toHaveAccessibleDescription('Enter your email address.')
    await expect(password(page)).toHaveAttribute('aria-invalid', 'true')
    await expect(password(page)).toHaveAccessibleDescription('Enter your password.')

    await email(page).fill(newPerson().email)
    await submit(page).click()
    await expect(password(page)).toBeFocused()
    await expect(email(page)).not.toHaveAttribute('aria-invalid')
    await expect(email(page)).toHaveAccessibleDescription('')
    expect(asked).toBe(0)
  })
})

test.describe('signing up', () => {
  test('a field that the server refuses is marked, described and focused', async ({ page }) => {
    await page.goto('/sign-up')
    await enter(page, { ...newPerson(), email: 'somebody@no_where' })
    await expect(email(page)).toBeFocused()
    await expect(email(page)).toHaveAttribute('aria-invalid', 'true')
    await expect(email(page)).toHaveAccessibleDescription(/not a domain/)
    await expect(email(page)).toHaveValue('somebody@no_where')
    await expect(password(page)).not.toHaveAttribute('aria-invalid')
    await expect(summary(page)).toHaveCount(0)
  })

  test('when half a character is typed, it is sent as it is, and refused', async ({ page }) => {
    await page.goto('/sign-up')
    await email(page).fill(newPerson().email)
    await typeHalfACharacter(password(page))
    await password(page).press('Enter')
    await expect(password(page)).toHaveAccessibleDescription(/broken character/)
  })

  test('a weak password is refused with what helps, beside the hint', async ({ page }) => {
    await page.goto('/sign-up')
    const hint = 'At least 8 characters. A few words together work well.'
    await expect(password(page)).toHaveAccessibleDescription(hint)
    await enter(page, { ...newPerson(), password: 'password123' })
    await expect(password(page)).toBeFocused()
    await expect(password(page)).toHaveAttribute('aria-invalid', 'true')
    await expect(password(page)).toHaveAccessibleDescription(
      `${hint} This is one of the first passwords that attackers try. Choose another one.`,
    )
    await expect(password(page)).toHaveValue('password123')
    await expect(title(page, 'Create an account')).toBeVisible()
  })

  test('a taken address is told at the address', async ({ app, page }) => {
    const { email: taken } = await signUp(new Client(app))
    await page.goto('/sign-up')
    await enter(page, { ...newPerson(), email: taken })
    await expect(email(page)).toBeFocused()
    await expect(email(page)).toHaveAccessibleDescription(/There is an account/)
    await expect(email(page)).toHaveValue(taken)
  })
})

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
