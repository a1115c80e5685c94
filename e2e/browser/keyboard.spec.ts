/** The journey by keyboard alone, and the focus that is always seen. */
import { randomUUID } from 'node:crypto'
import type { Locator, Page } from 'playwright/test'
import { newPerson, signIn } from '../support/people'
import {
  callAnswer,
  callButton,
  email,
  expectAccount,
  nav,
  password,
  submit,
  summary,
  title,
} from './support/pages'
import { expect, test } from './support/test'

/** More stops than any page has. */
const LONGEST_WAY = 40

/** Presses Tab until a control has the focus. @param key `Shift+Tab` to go the other way. */
async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  await expect(target).toBeVisible()
  for (let presses = 0; presses < LONGEST_WAY; presses += 1) {
    await page.keyboard.press(key)
    if (await target.evaluate((element) => element === document.activeElement)) return
  }
  throw new Error(`Tab does not lead to ${target}`)
}

test('when there is only a keyboard, a user signs up, calls the API, signs out and in again', async ({
  page,
}) => {
  // Each key is pressed: a short address is soon typed.
  const person = { ...newPerson(), email: `${randomUUID().slice(0, 8)}@mail.example` }
  await page.goto('/')

  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: 'Skip to content' })
  await expect(skip).toBeFocused()
  await expect(skip).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(
    page.getByRole('main').getByRole('link', { name: 'Create an account' }),
  ).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(title(page, 'Create an account')).toBeVisible()

  await tabTo(page, email(page))
  await page.keyboard.type(person.email)
  await page.keyboard.press('Tab')
  await expect(password(page)).toBeFocused()
  await page.keyboard.type(person.password)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await expect(password(page)).toHaveAttribute('type', 'text')
  await page.keyboard.press('Tab')
  await expect(submit(page)).toBeFocused()
  await page.keyboard.press('Enter')
  await expectAccount(page, person)

  await tabTo(page, callButton(page))
  await page.keyboard.press('Enter')
  await expect(callAnswer(page)).toContainText('200 in')
  await expect(callButton(page)).toBeFocused()

  await tabTo(page, nav(page).getByRole('button', { name: 'Sign out' }))
  await page.keyboard.press('Space')
  await expect(title(page, 'Sign in')).toBeVisible()

  await tabTo(page, email(page))
  await page.keyboard.type(person.email)
  await page.keyboard.press('Tab')
  await page.keyboard.type('not this one')
  await page.keyboard.press('Enter')
  await expect(summary(page)).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(email(page)).toBeFocused()
  await page.keyboard.press('Tab')
  // Tab selects what is in a field: typing replaces it.
  await page.keyboard.type(person.password)
  await page.keyboard.press('Enter')
  await expectAccount(page, person)
})

test('when Tab is pressed on a public page, it leads through all controls in order, and the focus shows', async ({
  page,
}) => {
  for (const path of [
    '/',
    '/sign-in',
    '/sign-up',
    `/reset-password#token=${'x'.repeat(43)}`,
    '/nowhere',
  ]) {
    await expectFocusToShow(page, path)
  }
})

test('when Tab is pressed on a page of the account, the same holds', async ({
  app,
  page,
  signedIn,
}) => {
  await signIn(app, signedIn.person)
  for (const [path, heading] of [
    ['/account', 'Your account'],
    ['/account/sessions', 'Your sessions'],
    ['/account/security', 'Security'],
    ['/account/activity', 'Activity'],
  ] as const) {
    await expectFocusToShow(page, path)
    await expect(title(page, heading)).toBeVisible()
  }
})

/** Goes through a page with Tab, and back with Shift and Tab, and looks at every stop. */
async function expectFocusToShow(page: Page, path: string): Promise<void> {
  await page.goto(path, { waitUntil: 'networkidle' })
  const count = await rememberLooks(page)
  expect(count).toBeGreaterThan(2)
  const stop = (index: number) => ({ index, changed: true, inView: true })
  for (let index = 0; index < count; index += 1) {
    await page.keyboard.press('Tab')
    expect(await lookAtFocus(page), path).toEqual(stop(index))
  }
  for (let index = count - 2; index >= 0; index -= 1) {
    await page.keyboard.press('Shift+Tab')
    expect(await lookAtFocus(page), path).toEqual(stop(index))
  }
}

type Looks = { element: Element; plain: string }[]

/** Notes how each control looks without the focus. @returns how many controls there are. */
function rememberLooks(page: Page): Promise<number> {
  return page.evaluate(() => {
    const looks = [...document.querySelectorAll('a[href], button, input:not([hidden])')].map(
      (element) => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
        return { element, plain: `${outlineStyle} ${outlineWidth} ${boxShadow}` }
      },
    )
    Object.assign(window, { looks })
    return looks.length
  })
}

/** Which control has the focus, does it look different for it, and is all of it on the screen? */
function lookAtFocus(page: Page) {
  return page.evaluate(() => {
    const { looks } = window as unknown as { looks: Looks }
    const index = looks.findIndex(({ element }) => element === document.activeElement)
    const look = looks[index]
    if (!look) return null
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(look.element)
    const { top, left, bottom, right, width, height } = look.element.getBoundingClientRect()
    return {
      index,
      changed: look.plain !== `${outlineStyle} ${outlineWidth} ${boxShadow}`,
      inView:
        width * height > 0 &&
        top >= 0 &&
        left >= 0 &&
        bottom <= window.innerHeight &&
        right <= window.innerWidth,
    }
  })
}
