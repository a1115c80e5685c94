/** Times in the reader's time zone and language. */
import type { Page } from 'playwright/test'
import { expect, test, wired } from './support/test'
import { openEarly } from './support/wire'

test.use({ timezoneId: 'Asia/Kathmandu' })
wired.use({ timezoneId: 'Asia/Kathmandu' })

const UTC = /^\d+ \w+ \d{4}, \d\d:\d\d UTC$/

const times = (page: Page) => page.getByRole('main').locator('time')

/** Where everything on the page is, so that a difference is something that has moved. */
const layout = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('main *:not(time > span)')].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect()
      return [element.tagName, x, y, width, height].join(' ')
    }),
  )

for (const [path, locale] of [
  ['/account', 'de-DE'],
  // Its words are among the longest.
  ['/account', 'en-US'],
  ['/account/sessions', 'de-DE'],
  ['/account/activity', 'de-DE'],
] as const) {
  wired.describe(locale, () => {
    wired.use({ locale })
    wired(
      `when the scripts of ${path} have run, its times are the reader's, and nothing has moved @phone`,
      async ({ page, signedIn: _, wire }) => {
        const release = await openEarly(page, wire, path)
        await expect(times(page).first()).toHaveText(UTC)
        const before = await layout(page)
        release()
        for (const time of await times(page).all()) {
          const moment = new Date((await time.getAttribute('datetime')) ?? '')
          const style = { dateStyle: 'medium', timeStyle: 'short' } as const
          const own = new Intl.DateTimeFormat(locale, { ...style, timeZone: 'Asia/Kathmandu' })
          await expect(time).toHaveText(own.format(moment))
          await expect(time).toHaveAttribute('lang', locale)
        }
        // Now that the last of them has changed.
        expect(await layout(page)).toEqual(before)
      },
    )
  })
}

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('when no script runs, a time is in UTC and says that it is', async ({
    page,
    signedIn: _,
  }) => {
    await page.goto('/account')
    for (const time of await times(page).all()) await expect(time).toHaveText(UTC)
  })
})
