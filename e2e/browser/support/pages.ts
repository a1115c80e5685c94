/** What a person sees on the pages and does there. */

import {
  type BrowserContext,
  expect,
  type Locator,
  type Page,
  type Response,
} from 'playwright/test'
import { cookieName, hintName, isCookieName } from '../../support/cookie'
import type { Person, SignedIn } from '../../support/people'

export const nav = (page: Page): Locator => page.getByRole('navigation', { name: 'Main' })

export const title = (page: Page, name: string): Locator =>
  page.getByRole('heading', { level: 1, name, exact: true })

export const email = (page: Page): Locator => page.getByLabel('Email')

export const password = (page: Page): Locator => page.getByLabel('Password', { exact: true })

/** The password in use and the one to come, on the page that changes it. */
export const passwords = (page: Page): { current: Locator; next: Locator } => ({
  current: page.getByLabel('Current password', { exact: true }),
  next: page.getByLabel('New password', { exact: true }),
})

/** What is wrong and belongs to no field of the form. */
export const summary = (page: Page): Locator =>
  page.getByRole('main').locator('form').getByRole('alert')

/** The band above every page that tells of the connection and the session. */
export const notice = (page: Page): Locator => page.locator('body > [role=status]')

/** The dialog that asks for the password. */
export const dialog = (page: Page): Locator =>
  page.getByRole('dialog', { name: 'Enter your password' })

/** The button that sends the form of a page. */
export const submit = (page: Page): Locator =>
  page.getByRole('main').locator('form button[type=submit]')

/** Types into each field that is named as a member of the person, and sends the form with Enter. */
export async function enter(page: Page, person: Person): Promise<void> {
  await email(page).fill(person.email)
  const { email: _, password: __, ...others } = person
  for (const [name, value] of Object.entries<string | undefined>(others)) {
    const field = page.locator(`input[name="${name}"]`)
    if (value !== undefined && (await field.count()) > 0) await field.fill(value)
  }
  await password(page).fill(person.password)
  await password(page).press('Enter')
}

/** Signs in through the page. @param path the sign-in page, `next` included. */
export async function signInOnPage(page: Page, person: Person, path = '/sign-in'): Promise<void> {
  await page.goto(path)
  await enter(page, person)
  await expectAccount(page, person)
}

/** Makes an account through the page, and is signed in by that. */
export async function signUpOnPage(page: Page, person: Person): Promise<void> {
  await page.goto('/sign-up')
  await enter(page, person)
  await expectAccount(page, person)
}

/** Asserts that the account page of a person is open. */
export async function expectAccount(page: Page, { email }: { email: string }): Promise<void> {
  await expect(title(page, 'Your account')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Who you are' })).toContainText(email)
  await expect(nav(page).getByRole('link', { name: `Account ${email}` })).toBeVisible()
}

/** Asserts that nothing of an account is in the document, shown or hidden. */
export async function expectNothingOf(page: Page, { email }: { email: string }): Promise<void> {
  await expect(title(page, 'Your account')).toHaveCount(0)
  await expect(nav(page).getByRole('button', { name: 'Sign out' })).toHaveCount(0)
  await expect(page.locator('body')).not.toContainText(email)
}

/** Presses "Call GET /api/me" and waits until the page shows its 200. */
export async function callMe(page: Page): Promise<Response> {
  const answered = page.waitForResponse(
    (response) => response.url().endsWith('/api/me') && response.status() === 200,
  )
  await pressCall(page)
  const response = await answered
  await expect(callButton(page)).toBeVisible()
  await expect(callAnswer(page)).toContainText(/^200 in \d+ ms/)
  return response
}

export const callButton = (page: Page): Locator =>
  page.getByRole('button', { name: 'Call GET /api/me' })

/** Where the account page shows what a call was answered. */
export const callAnswer = (page: Page): Locator =>
  page.getByRole('region', { name: 'Call a guarded API' }).getByRole('status')

export async function pressCall(page: Page): Promise<void> {
  await callButton(page).click()
}

/** Changes the password on its page, which is open. */
export async function changePassword(page: Page, from: string, to: string): Promise<void> {
  await passwords(page).current.fill(from)
  await passwords(page).next.fill(to)
  await passwords(page).next.press('Enter')
}

/** Signs out with the button of the header. */
export async function signOut(page: Page): Promise<void> {
  await nav(page).getByRole('button', { name: 'Sign out' }).click()
}

/** The access token that a request carried; '' for none. */
export async function bearerOf(response: Response): Promise<string> {
  const header = await response.request().headerValue('authorization')
  return header?.replace(/^Bearer /, '') ?? ''
}

/** The refresh token in a browser's cookie store. @public For the proof. */
export async function refreshTokenOf(context: BrowserContext): Promise<string | undefined> {
  return (await context.cookies()).find(({ name }) => isCookieName(name))?.value
}

/**
 * Puts a session into a browser, as its sign-in would have.
 *
 * @param hintUrl the address that the browser has of the app, where a proxy stands between
 */
export async function giveSession(
  context: BrowserContext,
  url: string,
  { refreshToken }: Pick<SignedIn, 'refreshToken'>,
  hintUrl = url,
): Promise<void> {
  await context.addCookies([
    { name: cookieName(url), value: refreshToken, url, httpOnly: true, sameSite: 'Lax' },
    { name: hintName(hintUrl), value: '1', url, sameSite: 'Lax' },
  ])
}
