import { defineConfig, devices } from 'playwright/test'
import base, { BROWSER_SPECS } from '../playwright.config'

/**
 * The browser tests with a processor four times slower: nothing may hang on speed. By hand, since it
 * takes a quarter of an hour: `npm run test:e2e -- --config proof/playwright.slow.config.ts`.
 */
export default defineConfig<{ slowdown: number }>({
  ...base,
  // Chromium keeps a core busy for each page that it slows down.
  workers: 1,
  projects: [
    {
      name: 'browser-slow',
      testDir: '..',
      testMatch: BROWSER_SPECS,
      use: { ...devices['Desktop Chrome'], slowdown: 4 },
    },
  ],
})
