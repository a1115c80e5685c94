/** The two fields of a visitor: what browsers, password managers and users need of them. */
import { Client } from '../support/client'
import { newPerson, signUp } from '../support/people'
import { email, enter, expectAccount, password, submit, summary, title } from './support/pages'
import { expect, test } from './support/test'

const WRONG = 'The email address or the password is wrong.'
const HINT = 'At least 8 characters. A few words together work well.'

const FORMS = [
  { path: '/sign-in', autocomplete: 'current-password' },
  { path: '/sign-up', autocomplete: 'new-password' },
]

for (const { path, autocomplete } of FORMS) {
  test(`when a password manager looks at ${path}, it finds one form that it knows`, async ({
    page,
  }) => {
    await page.goto(path)
    const forms = page.locator('form', { has: page.locator('input') })
    await expect(forms).toHaveCount(1)
    await expect(forms.locator('input:not([type=checkbox])')).toHaveCount(2)
    for (const [field, attributes] of [
      [email(page), { name: 'email', type: 'email', autocomplete: 'username' }],
      [email(page), { inputmode: 'email', autocapitalize: 'none', spellcheck: 'false' }],
      [password(page), { name: 'password', type: 'password', autocomplete, spellcheck: 'false' }],
    ] as const) {
      await expect(field).toHaveAttribute('required')
      for (const [name, value] of Object.entries(attributes)) {
        await expect(field).toHaveAttribute(name, value)
      }
    }
  })

  test(`when fields of ${path} are empty, it names them without asking the server`, async ({
    page,
  }) => {
    const posts: string[] = []
    page.on('request', (request) => {
      if (request.method() === 'POST') posts.push(request.url())
    })
    await page.goto(path)
    await submit(page).click()
    await expect(email(page)).toBeFocused()
    await expect(email(page)).toHaveAttribute('aria-invalid', 'true')
    await expect(email(page)).toHaveAccessibleDescription('Enter your email address.')
    await expect(password(page)).toHaveAccessibleDescription(/Enter your password\.$/)

    await email(page).fill(newPerson().email)
    await submit(page).click()
    await expect(password(page)).toBeFocused()
    await expect(email(page)).not.toHaveAttribute('aria-invalid')
    expect(posts).toEqual([])
  })
}

test('when the password is wrong, the form shows it each time, and what was typed stays', async ({
  app,
  page,
}) => {
  const person = await signUp(new Client(app))
  await page.goto('/sign-in')
  /** Waits for this answer: the words of the one before it are the same. */
  const answered = async (typed: typeof person) => {
    const answer = page.waitForResponse('**/api/auth/login')
    await enter(page, typed)
    await answer
    await expect(submit(page)).not.toHaveAttribute('aria-disabled')
  }
  for (const attempt of [1, 2]) {
    await answered({ ...person, password: `not the one ${attempt}` })
    await expect(summary(page)).toHaveText(WRONG)
    await expect(summary(page)).toBeFocused()
    await expect(email(page)).toHaveValue(person.email)
    await expect(password(page)).toHaveValue(`not the one ${attempt}`)
  }
  await answered(newPerson())
  await expect(summary(page)).toHaveText(WRONG)
  await enter(page, person)
  await expectAccount(page, person)
})

test('when the server refuses a field, it is marked, described and focused', async ({
  app,
  page,
}) => {
  const { email: taken } = await signUp(new Client(app))
  await page.goto('/sign-up')
  await expect(password(page)).toHaveAccessibleDescription(HINT)
  const common = `${HINT} One of the first passwords that attackers try.`
  for (const [field, wrong, words] of [
    ['email', 'someone@no_where', /not a domain/],
    ['email', taken, /There is an account/],
    ['password', 'password123', common],
  ] as const) {
    await enter(page, { ...newPerson(), [field]: wrong })
    const [bad, good] = field === 'email' ? [email, password] : [password, email]
    await expect(bad(page)).toBeFocused()
    await expect(bad(page)).toHaveAttribute('aria-invalid', 'true')
    await expect(bad(page)).toHaveAccessibleDescription(words)
    await expect(bad(page)).toHaveValue(wrong)
    await expect(good(page)).not.toHaveAttribute('aria-invalid')
    await expect(summary(page)).toHaveCount(0)
  }
  await expect(title(page, 'Create an account')).toBeVisible()

  // The refusal is about what was sent: it goes with the next key, and comes back when it is true again.
  await password(page).press('End')
  await password(page).press('4')
  await expect(password(page)).not.toHaveAttribute('aria-invalid')
  await expect(password(page)).toHaveAccessibleDescription(HINT)
  await enter(page, { ...newPerson(), password: 'password123' })
  await expect(password(page)).toHaveAccessibleDescription(common)
})

test('when a word of an answer is longer than a phone is wide, the page is not', async ({
  page,
}) => {
  await page.setViewportSize({ width: 320, height: 640 })
  const detail = 'x'.repeat(300)
  await page.route('**/api/auth/login', (route) =>
    route.fulfill({
      status: 401,
      contentType: 'application/problem+json',
      body: JSON.stringify({ code: 'invalid-credentials', title: 'Refused', status: 401, detail }),
    }),
  )
  await page.goto('/sign-in')
  await enter(page, newPerson())
  await expect(summary(page)).toHaveText(detail)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
})

test('when a user asks for it, the sign-in goes with the browser; the choice outlives a wrong password', async ({
  app,
  context,
  page,
}) => {
  const person = await signUp(new Client(app))
  await page.goto('/sign-in')
  const choice = page.getByRole('checkbox', { name: 'Only while this browser is open' })
  await expect(choice).not.toBeChecked()
  await choice.check()
  await enter(page, { ...person, password: 'not this one' })
  await expect(summary(page)).toBeVisible()
  await expect(choice).toBeChecked()
  await enter(page, person)
  await expectAccount(page, person)
  const cookies = (await context.cookies()).filter(({ httpOnly }) => httpOnly)
  expect(cookies.map(({ expires }) => expires)).toEqual([-1])
})
