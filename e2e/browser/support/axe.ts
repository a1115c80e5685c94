/** axe-core in a page: every rule it has, light on a desktop and dark at the narrowest. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { expect, type Page } from 'playwright/test'

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Each scheme and each width once: neither changes what the other shows. */
const LOOKS = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 320 },
] as const

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

/** Counted and not timed: on a slow machine one look at a long page takes many seconds. */
const TRIES = 4
/** In milliseconds. */
const PAUSE = 1_000

/**
 * Asserts that axe finds nothing, light and wide, dark and narrow, and that nothing has to be
 * scrolled sideways (WCAG 2.2, 1.4.10).
 */
export async function expectAccessible(page: Page): Promise<void> {
  const before = page.viewportSize()
  for (const { colorScheme, width } of LOOKS) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width, height: 800 })
    // Even the shortest change of colours takes a frame, and one more for each inherited colour.
    await page.waitForFunction(async () => {
      for (let frame = 0; frame < 6; frame += 1) {
        await new Promise(requestAnimationFrame)
        const motions = document.getAnimations()
        if (motions.some((motion) => motion instanceof CSSTransition)) return false
      }
      return true
    })
    // What is wrong stays wrong: a busy browser may still be between two colours after those frames.
    let found = await violations(page)
    for (let tries = 1; tries < TRIES && found.length > 0; tries += 1) {
      await page.waitForTimeout(PAUSE)
      found = await violations(page)
    }
    expect(found, `${colorScheme}, ${width} px`).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
  }
  if (before) await page.setViewportSize(before)
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
  // Drawn at its own width again: a click before that may go where the narrow page had something else.
  await page.evaluate(async () => {
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame)
  })
}
