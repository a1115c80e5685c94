/** The app's `test` for a browser. Browser specs import `test` and `expect` from here. */
import type { BrowserContext, Page } from 'playwright/test'
import { startApp } from '../../support/app'
import { type Person, type SignedIn, signUpAndIn } from '../../support/people'
import { test as base, expect } from '../../support/test'
import { giveSession, signInOnPage } from './pages'
import { startWire, type Wire } from './wire'

export { expect }

type WorkerFixtures = {
  /** Settings of the `app` of a spec file: `test.use({ settings: {…} })` at its top. */
  settings: Record<string, string>
}

type TestFixtures = {
  /** How many times slower the processor of every page is: 4 is about a cheap phone. */
  slowdown: number
  /** A new person whose session is in this test's browser. No page is open yet. */
  signedIn: SignedIn
  /**
   * Signs a person in on another device of theirs: a browser that shares nothing with this test's.
   * Its account page is open.
   */
  otherDevice: (person: Person, options?: { userAgent?: string }) => Promise<Page>
  /** A proxy of this test's own before `app`. Its address is another origin than the app's. */
  wire: Wire
  /** Fails a test in whose pages an error went uncaught: hydration that did not match, for one. */
  uncaught: undefined
  /**
   * What a policy has stopped, on any page of any browser context of the test. What is left at its end
   * fails the test: one that provokes a violation takes it out.
   */
  violations: string[]
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  settings: [{}, { option: true, scope: 'worker' }],
  app: [
    async ({ settings }, provide) => {
      const app = await startApp({ env: settings })
      await provide(app)
      await app.stop()
    },
    { scope: 'worker' },
  ],
  slowdown: [1, { option: true }],
  context: async ({ context, slowdown }, provide) => {
    if (slowdown > 1) {
      context.on('page', async (page) => {
        // A page may be closed again by now; then nothing of it can be slow.
        const session = await context.newCDPSession(page).catch(() => null)
        await session?.send('Emulation.setCPUThrottlingRate', { rate: slowdown }).catch(() => null)
      })
    }
    await provide(context)
  },
  signedIn: async ({ app, baseURL, context }, provide) => {
    const session = await signUpAndIn(app)
    await giveSession(context, app.url, session, baseURL)
    await provide(session)
  },
  otherDevice: async ({ app, browser }, provide) => {
    const devices: BrowserContext[] = []
    await provide(async (person, options) => {
      const device = await browser.newContext({ baseURL: app.url, ...options })
      devices.push(device)
      const page = await device.newPage()
      await signInOnPage(page, person)
      return page
    })
    for (const device of devices) await device.close()
  },
  wire: async ({ app }, provide) => {
    const wire = await startWire(app)
    await provide(wire)
    await wire.close()
  },
  // Before `uncaught`, which makes the context of the test: a context is watched from its beginning to its end.
  violations: [
    async ({ browser }, provide) => {
      const violations: string[] = []
      const watch = (context: BrowserContext) => {
        context.on('console', (message) => {
          if (/Content Security Policy/.test(message.text())) violations.push(message.text())
        })
      }
      browser.on('context', watch)
      await provide(violations)
      browser.off('context', watch)
      expect(violations).toEqual([])
    },
    { auto: true },
  ],
  uncaught: [
    async ({ context }, provide) => {
      const errors: Error[] = []
      context.on('weberror', (event) => errors.push(event.error()))
      await provide(undefined)
      expect(errors).toEqual([])
    },
    { auto: true },
  ],
})

/** The same, with every relative address going through the proxy. */
export const wired = test.extend({ baseURL: ({ wire }, provide) => provide(wire.url) })
