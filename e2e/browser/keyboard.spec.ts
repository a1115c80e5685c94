/** The focus that is always seen. */
import type { Page } from 'playwright/test'
import { signIn } from '../support/people'
import { title } from './support/pages'
import { expect, test } from './support/test'

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
  // A static page has the links of users and of visitors until it knows which to keep.
  await expect(page.locator('[data-until-known]')).toHaveCount(0)
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
