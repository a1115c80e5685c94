/** A new password: lost answers, and tabs that call at the same moment. */
import type { Locator } from 'playwright/test'

import {
  callMe,
  changePassword,
  enter,
  expectAccount,
  passwords,
  pressCall,
  refreshTokenOf,
  signUpOnPage,
  summary,
  title,
} from '../../e2e/browser/support/pages'
import { expect, test, wired } from '../../e2e/browser/support/test'
import { gate } from '../../e2e/browser/support/wire'
import { newPerson } from '../../e2e/support/people'

const NEW_PASSWORD = 'seven green umbrellas'

/** No keyboard gives a lone surrogate, and no JSON of the browser's driver carries one. */
async function typeHalfACharacter(field: Locator): Promise<void> {
  await field.evaluate((input: HTMLInputElement) => {
    input.value = `seven green ${String.fromCharCode(0xd800)} umbrellas`
  })
}

test('when half a character is typed, it is sent as it is, and refused', async ({
  page,
  signedIn,
}) => {
  await page.goto('/account/security')
  const { current, next } = passwords(page)
  await current.fill(signedIn.person.password)
  await typeHalfACharacter(next)
  await next.press('Enter')
  await expect(next).toHaveAccessibleDescription(/broken character/)
})

wired(
  'when a tab calls while the password changes, it goes on with the new session',
  async ({ context, page, wire }) => {
    const person = newPerson()
    await signUpOnPage(page, person)
    const tab = await context.newPage()
    await tab.goto('/account')
    await callMe(tab)
    await page.goto('/account/security')
    // The server has changed it, and the browser does not know yet.
    const answer = gate()
    let isChanged = false
    wire.meddle('/api/auth/change-password', async (pass) => {
      const reply = await pass()
      isChanged = reply.status === 200
      await answer.opened
      return reply
    })
    await changePassword(page, person.password, NEW_PASSWORD)
    await expect.poll(() => isChanged).toBe(true)
    await expect(page.getByRole('button', { name: 'Changing password…' })).toBeVisible()
    await pressCall(tab)
    answer.open()
    await expect(page.getByText('Your password was changed.')).toBeVisible()
    await callMe(tab)
    await expectAccount(tab, person)
  },
)

test('when an answer is lost after its cookie came, the refusal of the old password says why', async ({
  page,
  signedIn: { person },
}) => {
  await page.goto('/account/security')
  await page.route('**/api/auth/change-password', async (route) => {
    await route.fetch()
    await route.abort()
  })
  await changePassword(page, person.password, NEW_PASSWORD)
  await expect(summary(page)).toContainText('may have changed')
  await page.unrouteAll()
  const { current } = passwords(page)
  await changePassword(page, person.password, NEW_PASSWORD)
  await expect(current).toHaveAccessibleDescription(/It may have changed.*enter the new one\.$/)
  await changePassword(page, NEW_PASSWORD, 'eight green umbrellas')
  await expect(page.getByText('Your password was changed.')).toBeVisible()
})

wired('when the answer is lost, the user can still sign in', async ({ page, wire }) => {
  const person = newPerson()
  await signUpOnPage(page, person)
  await page.goto('/account/security')
  const stop = wire.meddle('/api/auth/change-password', async (pass) => {
    await pass()
    return 'lost'
  })
  await changePassword(page, person.password, NEW_PASSWORD)
  await expect(summary(page)).toContainText('may have changed')
  stop()
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(title(page, 'Your password was changed')).toBeVisible()
  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click()
  await enter(page, { ...person, password: NEW_PASSWORD })
  await expect(title(page, 'Security')).toBeVisible()
  expect(await refreshTokenOf(page.context())).toBeDefined()
})
