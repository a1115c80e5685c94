/** axe-core in a page: every rule it has, in both colour schemes, on a desktop and at the narrowest. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { expect, type Page } from 'playwright/test'

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const WIDTHS = [1280, 320]

/** Violations of a page as it is, as lines fit to be read in a test report. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(SOURCE)
  const results: AxeResults = await page.evaluate(() => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') }
    // Off unless asked for: controls of at least 24 px (WCAG 2.2, 2.5.8).
    return axe.run(document, { rules: { 'target-size': { enabled: true } } })
  })
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  )
}

/**
 * Asserts that axe finds nothing, light and dark, wide and narrow, and that nothing has to be
 * scrolled sideways (WCAG 2.2, 1.4.10).
 */
export async function expectAccessible(page: Page): Promise<void> {
  const before = page.viewportSize()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    // Even the shortest change of colours takes a frame, and one more for each inherited colour.
    await page.waitForFunction(async () => {
      await new Promise((done) => setTimeout(done, 50))
      return !document.getAnimations().some((motion) => motion instanceof CSSTransition)
    })
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 })
      expect(await violations(page), `${colorScheme}, ${width} px`).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
    }
  }
  if (before) await page.setViewportSize(before)
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
}
