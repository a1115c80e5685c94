import { defineConfig, devices } from 'playwright/test'
import type { DatabaseKind } from './e2e/support/app'

const jsonReport = process.env.PLAYWRIGHT_JSON_OUTPUT_NAME

/** The core's specs, and those that a feature brings: `features/<name>/e2e/<any>.http.spec.ts`. */
export const HTTP_SPECS = ['**/e2e/http/*.spec.ts', '**/features/*/e2e/*.http.spec.ts']
export const BROWSER_SPECS = ['**/e2e/browser/*.spec.ts', '**/features/*/e2e/*.browser.spec.ts']

/**
 * What `npm test` runs; `npm run proof` has a configuration of its own. The tests bring their own
 * servers: a fixture starts the built app on a free loopback port.
 */
export default defineConfig<object, { databaseKind: DatabaseKind }>({
  outputDir: 'test-results',
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  // A test that needs a second try has found something.
  retries: 0,
  // More than a small machine has cores: many tests wait for a server, or for a page to settle.
  workers: 4,
  // Generous, since a machine may be slow: these end what hangs, and fail nothing that works.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: jsonReport ? [['dot'], ['json', { outputFile: jsonReport }]] : [['line']],
  use: {
    // A trace costs a sixth of the time; `npm run test:e2e -- --trace on` makes them.
    trace: 'off',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH || undefined,
      args: [
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-domain-reliability',
        '--disable-sync',
        '--no-first-run',
        '--no-pings',
      ],
    },
  },
  projects: [
    { name: 'http', testMatch: HTTP_SPECS },
    { name: 'browser', testMatch: BROWSER_SPECS, use: { ...devices['Desktop Chrome'] } },
    { name: 'phone', testMatch: BROWSER_SPECS, grep: /@phone/, use: { ...devices['Pixel 7'] } },
  ],
})
