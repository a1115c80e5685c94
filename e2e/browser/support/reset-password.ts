/** The page that a link for a new password leads to. */
import { expect, type Page } from 'playwright/test'
import { expectAccessible } from './axe'
import { title } from './pages'

export const PATH = '/reset-password'
export const NEW_PASSWORD = 'seven green umbrellas'

export const linkOf = (token: string) => `${PATH}#token=${token}`

export const field = (page: Page) => page.getByLabel('New password', { exact: true })

export async function choose(page: Page, password = NEW_PASSWORD): Promise<void> {
  await field(page).fill(password)
  await field(page).press('Enter')
}

/** Asserts that the page shows what has become of the link, with the focus on it, and no form. */
export async function expectResult(page: Page, heading: string): Promise<void> {
  await expect(title(page, heading)).toBeFocused()
  await expect(field(page)).toHaveCount(0)
  await expectAccessible(page)
}
