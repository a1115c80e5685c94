/** The watch of the browser tests sees what is there for less than a frame. */
import { watchFor } from '../../e2e/browser/support/flash'
import { nav } from '../../e2e/browser/support/pages'
import { expect, test } from '../../e2e/browser/support/test'

/** In seconds. */
const ACCESS_TOKEN_LIFE = 3

test.use({ settings: { AUTH_ACCESS_TOKEN_TTL: String(ACCESS_TOKEN_LIFE) } })

test('when a text is there for less than a frame, the watch sees it', async ({
  page,
  signedIn,
}) => {
  await page.goto('/')
  const seen = await watchFor(page, 'header nav', ['Sign in'])
  await expect(nav(page)).toContainText(signedIn.person.email)
  expect(await seen()).toEqual([])
  await page.evaluate(() => {
    const link = document.querySelector('header nav')?.firstChild
    const text = link?.textContent ?? ''
    if (link) link.textContent = 'Sign in'
    queueMicrotask(() => {
      if (link) link.textContent = text
    })
  })
  await expect(nav(page)).toContainText(signedIn.person.email)
  expect(await seen()).toEqual(['Sign in on /'])
})
