import { defineConfig, devices } from 'playwright/test'
import type { DatabaseKind } from './e2e/support/app'

const jsonReport = process.env.PLAYWRIGHT_JSON_OUTPUT_NAME

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
    { name: 'http', testDir: 'e2e/http' },
    { name: 'browser', testDir: 'e2e/browser', use: { ...devices['Desktop Chrome'] } },
    { name: 'phone', testDir: 'e2e/browser', grep: /@phone/, use: { ...devices['Pixel 7'] } },
  ],
})
