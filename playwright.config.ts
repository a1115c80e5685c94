import { defineConfig, devices } from 'playwright/test'
import type { DatabaseKind } from './e2e/support/app'

const jsonReport = process.env.PLAYWRIGHT_JSON_OUTPUT_NAME

/** The tests bring their own servers: a fixture starts the built app on a free loopback port. */
export default defineConfig<object, { databaseKind: DatabaseKind }>({
  outputDir: 'test-results',
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  // A test that needs a second try has found something.
  retries: 0,
  // More than a small machine has cores: many tests wait for a server that starts, or for time to pass.
  workers: 3,
  timeout: 60_000,
  expect: { timeout: 10_000 },
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
  globalSetup: './e2e/support/postgresql-setup.ts',
  projects: [
    { name: 'http', testDir: 'e2e/http' },
    {
      name: 'http-postgresql',
      testDir: 'e2e/http',
      use: { databaseKind: 'postgresql' },
    },
    { name: 'races', testDir: 'e2e/races', use: { ...devices['Desktop Chrome'] } },
    {
      name: 'races-postgresql',
      testDir: 'e2e/races',
      use: { ...devices['Desktop Chrome'], databaseKind: 'postgresql' },
    },
    // No database decides any of it: once is enough.
    { name: 'attacks', testDir: 'e2e/attacks' },
    { name: 'processes', testDir: 'e2e/processes' },
    { name: 'examples', testDir: 'e2e/examples', use: { ...devices['Desktop Chrome'] } },
    { name: 'browser', testDir: 'e2e/browser', use: { ...devices['Desktop Chrome'] } },
    { name: 'phone', testDir: 'e2e/browser', grep: /@phone/, use: { ...devices['Pixel 7'] } },
  ],
})
