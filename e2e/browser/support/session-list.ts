/** The page of the sessions, and the dialog over pages that asks for the password. */
import type { Locator, Page } from 'playwright/test'
import { dialog } from './pages'

export const FIREFOX =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'

export const others = (page: Page): Locator => page.getByRole('region', { name: 'Other sessions' })

export const cards = (page: Page): Locator => others(page).getByRole('heading', { level: 3 })

/** What has been done, in the list. */
export const done = (page: Page): Locator => others(page).getByRole('status')

export const endButton = (page: Page): Locator =>
  others(page).getByRole('button', { name: /^End session/ })

export const everywhere = (page: Page): Locator =>
  page.getByRole('button', { name: 'Sign out everywhere' })

/** A call that needs a recent password check. Not while one is under way: a second press does nothing. */
export const downloadButton = (page: Page): Locator =>
  page.getByRole('region', { name: 'Your data' }).getByRole('button', { name: 'Download my data' })

export const goOn = (page: Page): Locator => dialog(page).getByRole('button', { name: 'Continue' })

/** How many files a page has saved. */
export function countDownloads(page: Page): () => number {
  let count = 0
  page.on('download', () => {
    count += 1
  })
  return () => count
}
