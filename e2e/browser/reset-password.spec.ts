/** A new password through a link: from the operator's shell to the account. */
import { Client } from '../support/client'
import { users } from '../support/operator'
import { newPerson, signUp } from '../support/people'
import { expectAccessible } from './support/axe'
import { enter, expectAccount, summary, title } from './support/pages'
import { choose, expectResult, field, linkOf, NEW_PASSWORD, PATH } from './support/reset-password'
import { expect, test } from './support/test'

test('when the operator makes a link, its person signs in with a new password, and other devices say why @phone', async ({
  app,
  otherDevice,
  page,
}) => {
  const person = await signUp(new Client(app))
  const other = await otherDevice(person)
  const { stdout } = await users(app, 'reset-password', person.email)
  const link = stdout.trim()
  await page.goto(link)
  await expect(field(page)).toHaveAttribute('autocomplete', 'new-password')
  await expect(page).toHaveURL(PATH)
  await expectAccessible(page)

  await choose(page, 'password')
  // At the field: the advice below it may say the same before the server has answered.
  await expect(field(page)).toHaveAccessibleDescription(/One of the first passwords/)
  await expect(field(page)).toBeFocused()
  await expectAccessible(page)
  await choose(page)
  await expectResult(page, 'Your password is set')

  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click()
  await enter(page, person)
  await expect(summary(page)).toContainText('wrong')
  await enter(page, { ...person, password: NEW_PASSWORD })
  await expectAccount(page, person)
  await page.getByRole('navigation', { name: 'Account' }).getByText('Activity').click()
  await expect(page.getByText('Password reset', { exact: true })).toBeVisible()
  await expect(page.getByText('A link for a new password was made')).toBeVisible()

  await other.getByRole('button', { name: 'Call GET /api/me' }).click()
  await expect(title(other, 'Your password was changed')).toBeVisible()

  // It was good for one use; the page that is there takes the link that is pasted into its address bar.
  await page.goto(link)
  await choose(page, 'eight green umbrellas')
  await expectResult(page, 'This link does not work any more')
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('when JavaScript is off, the page says that it needs it', async ({ page, violations }) => {
    const { password } = newPerson()
    await page.goto(linkOf('x'))
    expect(await page.locator('main noscript').textContent()).toContain('needs JavaScript')
    await choose(page, password)
    expect(new URL(page.url()).search).toBe('')
    // React gives such a form an address that the policy refuses, so it is sent nowhere.
    await expect.poll(() => violations).toEqual([expect.stringContaining("form-action 'self'")])
    violations.length = 0
  })
})
