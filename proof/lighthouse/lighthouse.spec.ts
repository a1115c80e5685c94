/**
 * Lighthouse on every page, as a slow phone on a slow network: all points but for time, and nothing
 * moves. The points for time depend on the machine and are printed, not asserted.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import lighthouse from 'lighthouse'
import type { BrowserContext } from 'playwright/test'
import { giveSession } from '../../e2e/browser/support/pages'
import { signUpAndIn } from '../../e2e/support/people'
import { pagesOfBuild } from '../../e2e/support/routes'
import { test as base, expect } from '../../e2e/support/test'

type Browser = {
  /** Signed out. Lighthouse opens pages of its own in it, through `port`. */
  context: BrowserContext
  port: number
}

const test = base.extend<object, { audited: Browser }>({
  audited: [
    async ({ launchOptions, playwright }, provide) => {
      const profile = mkdtempSync(join(tmpdir(), 'app-lighthouse-'))
      // One that is started from a folder: its pages have the cookies that a test gives to its context.
      const context = await playwright.chromium.launchPersistentContext(profile, {
        ...launchOptions,
        args: [...(launchOptions.args ?? []), '--remote-debugging-port=0'],
      })
      const [port] = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n')
      await provide({ context, port: Number(port) })
      await context.close()
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
    { scope: 'worker' },
  ],
})

/** Pages that a mail leads to are opened as its link opens them. The others have no use for it. */
const LINK = `#token=${'x'.repeat(43)}`

/** @returns what costs points, by the name of the audit, and how far the page has moved. */
async function audit({ port }: Browser, url: string) {
  const result = await lighthouse(url, {
    port,
    logLevel: 'silent',
    disableFullPageScreenshot: true,
  })
  if (!result) throw new Error(`Lighthouse says nothing about ${url}`)
  const { audits, categories, finalDisplayedUrl } = result.lhr
  const { performance, ...others } = categories
  const shown = (name: string) => `${name} ${audits[name]?.displayValue}`
  console.log(
    `${new URL(url).pathname}: performance ${Math.round((performance?.score ?? 0) * 100)}, ${[
      'largest-contentful-paint',
      'interactive',
      'total-blocking-time',
      'cumulative-layout-shift',
    ]
      .map(shown)
      .join(', ')}`,
  )
  const refs = Object.values(others).flatMap(({ auditRefs }) => auditRefs)
  return {
    page: finalDisplayedUrl.replace(LINK, ''),
    scores: Object.fromEntries(Object.entries(others).map(([name, { score }]) => [name, score])),
    faults: refs
      .filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 1)
      .map(({ id }) => `${id}: ${JSON.stringify(audits[id]?.details)}`),
    moved: audits['cumulative-layout-shift']?.numericValue,
  }
}

const PERFECT = {
  scores: { accessibility: 1, 'best-practices': 1, seo: 1 },
  faults: [],
  moved: 0,
}

for (const path of [...pagesOfBuild().open, '/account']) {
  test(`when Lighthouse reads ${path}, nothing but time costs points`, async ({ app, audited }) => {
    if (path === '/account') await giveSession(audited.context, app.url, await signUpAndIn(app))
    const url = `${app.url}${path}`
    expect(await audit(audited, `${url}${LINK}`)).toEqual({ ...PERFECT, page: url })
  })
}
